// What belongs to an answer: its sources, opened beside the chat when their mark is tapped, and what to ask next.
import { useEffect, useRef } from "react"
import { useSetRecoilState } from "recoil"
import { sideViewState } from "@chainlit/react-client"

export default function Beside() {
  const place = useRef(null)
  const openPanel = useSetRecoilState(sideViewState)
  const sources = props.sources || {}
  const questions = Array.isArray(props.questions) ? props.questions : []

  useEffect(() => {
    const answer = place.current && place.current.closest(".message-content")
    if (!answer) return
    function tapped(event) {
      const link = event.target.closest && event.target.closest("a.element-link")
      const mark = link && link.textContent.trim()
      if (!mark || !sources[mark]) return
      event.preventDefault()
      event.stopPropagation()
      openPanel({
        title: mark.charAt(1).toUpperCase() + mark.slice(2, -1),
        elements: [{ id: `beside ${mark}`, type: "custom", name: "Source", display: "side", props: sources[mark] }],
      })
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

  return (
    <div ref={place} className="beside">
      {(props.charts || []).map((summary) => <p key={summary} className="sr-only">{summary}</p>)}
      {questions.length ? (
        <ul className="asks" aria-label={(props.words || {}).next}>
          {questions.map((question) => (
            <li key={question}>
              <button type="button" onClick={() => sendUserMessage(question)}>{question}</button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
