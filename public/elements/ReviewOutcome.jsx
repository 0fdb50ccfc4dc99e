// What became of a message that a manager saw: the decision, why, and both texts where they differ. Read anew whenever it is shown.
import { useEffect, useState } from "react"

function Pieces({ pieces, as: Tag }) {
  return pieces.map((piece, i) => (piece.changed ? <Tag key={i}>{piece.words}</Tag> : <span key={i}>{piece.words}</span>))
}

export default function ReviewOutcome() {
  const words = props.words || {}
  const [told, setTold] = useState(null)
  const [trouble, setTrouble] = useState("")

  async function look() {
    setTrouble("")
    try {
      const answer = await callAction({ name: "review_outcome", payload: { id: props.draft_id } })
      const found = (answer && answer.response) || { ok: false, words: words.unreachable }
      if (found.ok) setTold(found)
      else setTrouble(found.words)
    } catch {
      setTrouble(words.unreachable)
    }
  }

  // On a phone nobody tells the address which conversation this is: a reload would lose it.
  useEffect(() => {
    if (props.thread_id && window.location.pathname === "/") window.history.replaceState(window.history.state, "", `/thread/${props.thread_id}`)
  }, [])

  useEffect(() => { look() }, [props.draft_id])
  if (!told) return <p className="rd-outcome" role={trouble ? "alert" : "status"}>{trouble || words.loading} {trouble ? <button type="button" className="rd-plain" onClick={look}>{words.retry}</button> : null}</p>
  return (
    <section className={`rd-outcome is-${told.step}`} aria-label={told.line}>
      <p className="cm-age">{told.line}</p>
      {told.comment ? <><h2>{told.comment_title}</h2><blockquote>{told.comment}</blockquote></> : null}
      {told.difference ? (
        <>
          <h2>{words.outcome_lesson}: {words.difference}</h2>
          <div className="rd-difference" role="group" aria-label={words.difference}>
            {[["before", "del"], ["after", "ins"]].map(([side, tag]) => (
              <div key={side}><h3>{words[side]}</h3>
                {told.difference.subject[side].length ? <p className="cm-subject"><Pieces pieces={told.difference.subject[side]} as={tag} /></p> : null}
                <p className="cm-text"><Pieces pieces={told.difference.text[side]} as={tag} /></p></div>
            ))}
          </div>
        </>
      ) : (
        <><h2>{words.outcome_text}</h2>{told.subject ? <p className="cm-subject">{told.subject}</p> : null}<p className="cm-text">{told.text}</p></>
      )}
      {told.lesson.length ? <><h2>{words.outcome_lesson}</h2><ul className="rd-lines">{told.lesson.map((one, i) => <li key={i}><strong>{one.title}.</strong> {one.reason}</li>)}</ul></> : null}
    </section>
  )
}
