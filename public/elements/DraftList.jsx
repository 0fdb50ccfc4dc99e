// One's own messages that have not left yet, by where they stand. Nothing of it is kept with the conversation.
import { useEffect, useState } from "react"
import { MailPlus } from "lucide-react"

export default function DraftList() {
  const words = props.words || {}
  const [told, setTold] = useState(null)
  const [trouble, setTrouble] = useState("")
  const [busy, setBusy] = useState(false)

  async function ask(name, payload) {
    try {
      const answer = await callAction({ name, payload })
      return (answer && answer.response) || { ok: false, words: words.unreachable }
    } catch {
      return { ok: false, words: words.unreachable }
    }
  }

  useEffect(() => {
    ask("draft_list", {}).then((answer) => (answer.ok ? setTold(answer) : setTrouble(answer.words)))
  }, [])

  async function open(id) {
    setBusy(true)
    const answer = await ask("draft_open", { draft_id: id })
    setBusy(false)
    setTrouble(answer.ok ? "" : answer.words)
  }

  return (
    <section className="draft-list" aria-label={words.list_title} aria-busy={!told && !trouble}>
      {trouble ? <p role="alert">{trouble}</p> : null}
      {!told && !trouble ? <p role="status">{words.loading}</p> : null}
      {told && !told.groups.length ? <p>{told.none}</p> : null}
      {told ? told.groups.map((group) => (
        <div key={group.status}>
          <h3>{group.label}</h3>
          <ul>
            {group.rows.map((row) => (
              <li key={row.id}>
                <button type="button" disabled={busy} onClick={() => open(row.id)}>
                  <MailPlus aria-hidden="true" />
                  <span><strong>{row.name}</strong><small>{row.hint}</small><span className="dl-first">{row.first}</span></span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )) : null}
      {told && told.older ? <p>{told.older}</p> : null}
    </section>
  )
}
