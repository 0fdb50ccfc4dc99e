// A note, or a photo or PDF with its caption, that waits for its author's word. Only its id, the edited text and for whom
// it is go back; the server reads the rest itself.
import { useEffect, useState } from "react"

export default function NoteProposal() {
  const [text, setText] = useState(props.text || "")
  const [whom, setWhom] = useState(props.client || "")
  const [state, setState] = useState(props.state)
  const [choices, setChoices] = useState([])
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")
  useEffect(() => setState(props.state), [props.state])
  useEffect(() => setText(props.text || ""), [props.text])
  useEffect(() => setWhom(props.client || ""), [props.client])

  const words = props.words || {}
  const facts = Array.isArray(props.facts) ? props.facts : []
  const file = props.attachment_id ? `/attachments/${props.attachment_id}` : ""
  const photo = props.kind === "photo"

  async function tell(name, clientId) {
    if (busy) return
    setBusy(true)
    setTrouble("")
    try {
      const payload = { id: props.id, text, ...(file ? { whom, client_id: clientId } : {}) }
      const told = await callAction({ name, payload })
      const answer = (told && told.response) || {}
      setChoices(answer.choices || [])
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
        <span className="note-state" role="status">{words[state]}</span>
      </header>

      {file && photo && state !== "discarded" ? <img className="note-photo" src={file} alt={text || props.placeholder || ""} /> : null}
      {file && !photo && state !== "discarded" ? <a className="note-file" href={file} download>{words.open_pdf}</a> : null}
      {props.read && state !== "discarded" ? <p className="note-label note-read">{props.read}</p> : null}

      {state === "proposed" && file ? (
        <label className="note-field">
          <span>{words.whom}</span>
          <input type="text" value={whom} placeholder={words.whom_hint} autoComplete="off" onChange={(event) => setWhom(event.target.value)} />
        </label>
      ) : null}
      {state === "proposed" && choices.length ? (
        <div className="note-choices" role="group" aria-label={words.which_one}>
          {choices.map((one) => (
            <button key={one.id} type="button" disabled={busy} onClick={() => tell("keep_note", one.id)}>
              {[one.name, one.hint].filter(Boolean).join(" · ")}
            </button>
          ))}
        </div>
      ) : null}

      {state === "proposed" ? (
        <label className="note-field">
          <span className={file ? "" : "for-readers"}>{file ? words.caption : words.the_note}</span>
          <textarea
            value={text}
            maxLength={4000}
            placeholder={props.placeholder || ""}
            rows={Math.min(8, Math.max(file ? 1 : 2, Math.ceil(text.length / 60)))}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
      ) : (
        <p className="note-text">{text || props.placeholder}</p>
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
      {photo && state === "proposed" ? <p className="note-label">{words.without_location}</p> : null}

      {trouble ? <p className="note-trouble" role="alert">{trouble}</p> : null}

      <footer>
        {state === "proposed" ? (
          <>
            <button type="button" className="keep" disabled={busy || (!file && !text.trim())} onClick={() => tell("keep_note")}>
              {busy ? words.keeping : file ? words.keep_file : words.keep}
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
