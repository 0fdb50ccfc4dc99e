// What belongs to an answer: its sources and the cards of the clients it names, opened beside the chat when they are tapped;
// whom to choose among several of one name; and what to ask next.
import { useEffect, useRef, useState } from "react"
import { useSetRecoilState } from "recoil"
import { ContactRound } from "lucide-react"
import { sideViewState, useChatData, useChatMessages } from "@chainlit/react-client"

const CLIENT = /^#client-(\d+)$/

function holds(step, id) {
  return step.id === id || (step.steps || []).some((inner) => holds(inner, id))
}

export default function Beside() {
  const place = useRef(null)
  const openPanel = useSetRecoilState(sideViewState)
  const { loading } = useChatData()
  const { messages } = useChatMessages()
  const [asked, setAsked] = useState(false)
  const [chosen, setChosen] = useState(null)
  const sources = props.sources || {}
  const people = props.people || []
  const choices = props.choices || []
  const rows = (props.rows || []).filter((mark) => sources[mark])
  const words = props.words || {}
  // What to ask next belongs to the last answer; under older ones it would only be in the way.
  const last = messages[messages.length - 1]
  const latest = !props.message_id || !last || holds(last, props.message_id)
  const questions = latest && Array.isArray(props.questions) ? props.questions : []

  // A second tap asks nothing twice; once that answer has come, or was stopped, one may ask again.
  useEffect(() => { if (!loading) setAsked(false) }, [loading])

  function openCard(id) {
    openPanel({
      title: words.card,
      elements: [{ id: `card ${id}`, type: "custom", name: "ClientCard", display: "side", props: { client_id: id, words: props.card_words } }],
    })
  }

  function openSource(mark) {
    openPanel({
      title: mark.charAt(1).toUpperCase() + mark.slice(2, -1),
      elements: [{ id: `beside ${mark}`, type: "custom", name: "Source", display: "side", props: sources[mark] }],
    })
  }

  useEffect(() => {
    const answer = place.current && place.current.closest(".message-content")
    if (!answer) return
    function tapped(event) {
      // Chainlit's table makes no links: who taps the name of a source in it means that source.
      const cell = event.target.closest && event.target.closest("td")
      if (cell && rows.includes(`[${cell.textContent.trim()}]`)) return openSource(`[${cell.textContent.trim()}]`)
      const link = event.target.closest && event.target.closest("a")
      if (!link) return
      const client = CLIENT.exec(link.getAttribute("href") || "")
      const mark = link.textContent.trim()
      if (!client && !(link.classList.contains("element-link") && sources[mark])) return
      event.preventDefault()
      event.stopPropagation()
      if (client) return openCard(Number(client[1]))
      openSource(mark)
    }
    answer.addEventListener("click", tapped, true)
    return () => answer.removeEventListener("click", tapped, true)
  })

  // On a phone the list of conversations is shut, and nobody tells the address which one this is: a reload would lose it.
  useEffect(() => {
    if (props.thread_id && window.location.pathname === "/") {
      window.history.replaceState(window.history.state, "", `/thread/${props.thread_id}`)
    }
  }, [])

  function ask(question) {
    if (asked || loading) return
    setAsked(true)
    sendUserMessage(question)
  }

  async function choose(choice) {
    if (!choice.action) return openCard(choice.id)
    if (chosen !== null || loading) return
    setChosen(choice.id)
    try {
      await callAction({ name: choice.action, payload: choice.payload })
    } catch {
      setChosen(null)
    }
  }

  return (
    <div ref={place} className="beside">
      {(props.charts || []).map((summary) => <p key={summary} className="sr-only">{summary}</p>)}
      {rows.length ? (
        <details className="row-sources">
          <summary>{words.rows} ({rows.length})</summary>
          <div>
            {rows.map((mark) => (
              <button key={mark} type="button" onClick={() => openSource(mark)}>{mark.slice(1, -1)}</button>
            ))}
          </div>
        </details>
      ) : null}
      {choices.length ? (
        <ul className="choices" aria-label={words.choose}>
          {choices.map((choice) => (
            <li key={choice.id}>
              <button type="button" disabled={chosen !== null} onClick={() => choose(choice)}>
                <ContactRound aria-hidden="true" />
                <span>{choice.name}</span>
                <small>{choice.hint}</small>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {people.length || questions.length ? (
        <ul className="asks" aria-label={words.next}>
          {people.map((one) => (
            <li key={one.id}>
              <button type="button" className="opens-card" onClick={() => openCard(one.id)}>
                <ContactRound aria-hidden="true" />{one.label}
              </button>
            </li>
          ))}
          {questions.map((question) => (
            <li key={question}>
              <button type="button" disabled={asked || loading} onClick={() => ask(question)}>{question}</button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
