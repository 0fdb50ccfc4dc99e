// A message that may ask us to stop: the client's words and two or three plain answers, or what was said and the way back.
// Read anew whenever it is shown; back go its id and an answer.
import { useEffect, useId, useRef, useState } from "react"

export default function StopDoubt() {
  const words = props.words || {}
  const title = useId()
  const says = useRef(null)
  const [told, setTold] = useState(null)
  const [trouble, setTrouble] = useState("")
  const [busy, setBusy] = useState(false)

  async function ask(name, payload) {
    try {
      const answer = await callAction({ name, payload: { id: props.arrival_id, ...payload } })
      return (answer && answer.response) || { ok: false, words: words.unreachable }
    } catch {
      return { ok: false, words: words.unreachable }
    }
  }

  async function look() {
    setTrouble("")
    const found = await ask("doubt_show", {})
    if (found.ok) setTold(found)
    else setTrouble(found.words)
  }

  async function tell(name, payload) {
    setBusy(true)
    const found = await ask(name, payload)
    setBusy(false)
    if (found.stale) await look()
    setTrouble(found.ok ? "" : found.words)
    if (!found.ok) return
    setTold(found)
    setTimeout(() => says.current && says.current.focus(), 0)
  }

  useEffect(() => { look() }, [props.arrival_id])
  if (!told) return <p className="rd-outcome" role={trouble ? "alert" : "status"}>{trouble || words.loading} {trouble ? <button type="button" className="rd-plain" onClick={look}>{words.retry}</button> : null}</p>
  return (
    <section className={`rd-outcome stop-doubt ${told.answers.length ? "is-reject" : ""}`} aria-labelledby={title} aria-busy={busy}>
      <h2 id={title}>{told.title}</h2>
      <p className="cm-age">{told.came}</p>
      <blockquote>{told.subject ? <p className="cm-subject">{told.subject}</p> : null}<p className="cm-text">{told.text}</p></blockquote>
      <p ref={says} tabIndex={-1} role="status">{told.says}</p>
      {told.answers.length ? (
        <div className="rd-acts">
          {told.answers.map((one, i) => <button key={one.asks} type="button" className={i ? "" : "is-first"} disabled={busy} onClick={() => tell("doubt_say", { asks: one.asks })}>{one.label}</button>)}
        </div>
      ) : null}
      {told.undo ? (
        <><div className="rd-acts"><button type="button" disabled={busy} onClick={() => tell("doubt_undo", {})}>{told.undo.label}</button></div>
          {told.undo.says ? <p className="cm-age">{told.undo.says}</p> : null}</>
      ) : null}
      {trouble ? <p role="alert" className="rd-trouble">{trouble}</p> : null}
    </section>
  )
}
