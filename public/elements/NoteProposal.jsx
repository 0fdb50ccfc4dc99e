// A note that waits for its author's word. Only its id and the edited text go back; the server reads the rest itself.
import { useEffect, useState } from "react"

export default function NoteProposal() {
  const [text, setText] = useState(props.text || "")
  const [state, setState] = useState(props.state)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")
  useEffect(() => setState(props.state), [props.state])
  useEffect(() => setText(props.text || ""), [props.text])

  const words = props.words || {}
  const facts = Array.isArray(props.facts) ? props.facts : []

  async function tell(name) {
    if (busy) return
    setBusy(true)
    setTrouble("")
    try {
      const told = await callAction({ name, payload: { id: props.id, text } })
      const answer = (told && told.response) || {}
      if (answer.ok) setState(answer.state)
      else setTrouble(answer.words || words.did_not_work)
    } catch {
      setTrouble(words.unreachable)
    } finally {
      setBusy(false)
    }
  }

  return (
    <section className={`note-card is-${state}`} aria-label={words.title}>
      <header>
        <strong>{words.title}</strong>
        <span className="note-state" role="status">
          {words[state]}
        </span>
      </header>

      {state === "proposed" ? (
        <textarea
          aria-label={words.the_note}
          value={text}
          maxLength={4000}
          rows={Math.min(8, Math.max(2, Math.ceil(text.length / 60)))}
          onChange={(event) => setText(event.target.value)}
        />
      ) : (
        <p className="note-text">{text}</p>
      )}

      {facts.length > 0 && state !== "discarded" ? (
        <div className="note-facts">
          <p className="note-label">{words.read_from_it}</p>
          <ul>
            {facts.map((fact, i) => (
              <li key={i}>
                <span className={`how how-${fact.provenance}`}>{words[`by_${fact.provenance}`] || fact.provenance}</span>
                <span className="fact-words">{fact.quote}</span>
                {fact.do_not_mention ? <span className="how how-hush">{words.not_to_be_mentioned}</span> : null}
                {fact.sensitive ? <span className="how how-hush">{words.sensitive}</span> : null}
              </li>
            ))}
          </ul>
          {state === "proposed" && text.trim() !== (props.text || "").trim() ? (
            <p className="note-label">{words.changed}</p>
          ) : null}
        </div>
      ) : null}

      {trouble ? <p className="note-trouble" role="alert">{trouble}</p> : null}

      <footer>
        {state === "proposed" ? (
          <>
            <button type="button" className="keep" disabled={busy || !text.trim()} onClick={() => tell("keep_note")}>
              {busy ? words.keeping : words.keep}
            </button>
            <button type="button" disabled={busy} onClick={() => tell("discard_note")}>{words.discard}</button>
          </>
        ) : null}
        {state === "kept" ? (
          <button type="button" disabled={busy} onClick={() => tell("undo_note")}>{words.undo}</button>
        ) : null}
        {state === "discarded" ? (
          <button type="button" disabled={busy} onClick={() => tell("reopen_note")}>{words.bring_back}</button>
        ) : null}
      </footer>
    </section>
  )
}
