// The review desk: what waits, one message whole at a time, and what is decided. What it shows is read anew from the server;
// back go ids, versions and words. Single keys work only while the desk has the focus, and never while somebody types.
import { useEffect, useId, useRef, useState } from "react"
import { useSetRecoilState } from "recoil"
import { ChevronLeft, ChevronRight, CircleCheck, Hand, PencilLine, TriangleAlert } from "lucide-react"
import { sideViewState } from "@chainlit/react-client"

const REST = 500 // milliseconds without a keystroke before an edited wording is compared and judged
const SIGNS = { send: CircleCheck, revise: PencilLine, hold: Hand }
const FEW = 4 // contacts listed at first
const KEYS = { j: "next", k: "previous", a: "approve", e: "edit", b: "send_back", r: "reject", x: "choose" }
const words = props.words || {}
// Chainlit mounts an element anew while it opens a conversation: which part of the desk was open outlives that.
const kept = (window.copilotDesk = window.copilotDesk || {})
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text || "")

async function ask(name, payload) {
  try {
    const answer = await callAction({ name, payload })
    return (answer && answer.response) || { ok: false, words: words.unreachable }
  } catch {
    return { ok: false, words: words.unreachable }
  }
}

function Marked({ pieces, findings, base }) {
  return pieces.map((piece, i) => {
    const found = piece.marks.length ? findings[piece.marks[0]] : null
    if (!found) return <span key={i}>{piece.words}</span>
    return (
      <a key={i} className={`cm-mark is-${found.severity}`} href={`#${base}-${found.n}`}
        aria-label={fill(words.mark, { words: piece.words.trim(), title: found.title })}
        onClick={(event) => { event.preventDefault(); const part = document.getElementById(`${base}-${found.n}`); if (part) { part.scrollIntoView({ block: "nearest" }); part.focus() } }}>
        {piece.words}<sup aria-hidden="true">{found.n + 1}</sup>
      </a>
    )
  })
}

function Known({ fact }) {
  return (
    <span className="cm-tags">
      {fact.how ? <span className={`how${fact.careful ? " how-careful" : ""}`}>{fact.how}</span> : null}
      {fact.hush ? <span className="how how-hush">{fact.hush}</span> : null}
      {fact.age ? <span className="cm-age">{fact.age}</span> : null}
    </span>
  )
}

function Findings({ findings, base }) {
  if (!findings.length) return <p>{words.findings_none}</p>
  return (
    <ol className="rd-findings">
      {findings.map((found) => (
        <li key={found.n} id={`${base}-${found.n}`} tabIndex={-1} className={`is-${found.severity}`}>
          <p className="cm-head"><span className="cm-number" aria-hidden="true">{found.n + 1}</span>
            <span className="cm-what"><strong>{found.title}</strong>{found.words ? <q>{found.words}</q> : null}</span>
            <span className="cm-grave">{found.severity_words}</span></p>
          <p>{found.reason}</p>
          {found.behind ? <p className="rd-behind"><span className="cm-label">{found.behind.sort || words.behind}</span> {found.behind.text} <Known fact={found.behind} /></p> : null}
          {found.leave_out ? <p className="cm-label">{words.leave_out}</p> : found.better ? <p><span className="cm-label">{words.better}</span> {found.better}</p> : null}
        </li>
      ))}
    </ol>
  )
}

function Gauge({ gauge }) {
  const x = 20 + ((gauge.value + 100) / 200) * 280
  const bristle = 7 + Math.max(0, gauge.value) / 14
  const spines = Array.from({ length: 11 }, (_, i) => Math.PI * (0.06 + (i * 0.88) / 10))
  return (
    <figure className="cm-gauge">
      <figcaption><span className="cm-label">{words.distance}</span> <strong>{gauge.words}</strong></figcaption>
      <svg viewBox="0 0 320 62" role="img" aria-label={gauge.says}>
        <rect className="cm-zone" x="139" y="42" width="42" height="8" rx="4" />
        <line className="cm-track" x1="20" x2="300" y1="46" y2="46" />
        <g className="cm-hedgehog" transform={`translate(${x} 38)`}>
          {spines.map((a, i) => <line key={i} x1={-Math.cos(a) * 9} y1={-Math.sin(a) * 8} x2={-Math.cos(a) * (9 + bristle)} y2={-Math.sin(a) * (8 + bristle)} />)}
          <path d="M-12 4 A12 11 0 0 1 11 -1 L17 3 Q14 5 10 5 Z" />
          <circle className="cm-eye" cx="9.5" cy="0.5" r="1.2" />
        </g>
      </svg>
      <div className="cm-scale" aria-hidden="true"><span>{words.gauge_far}</span><span>{words.gauge_right}</span><span>{words.gauge_close}</span></div>
      {gauge.because.length ? <ul>{gauge.because.map((cause) => <li key={cause}>{cause}</li>)}</ul> : null}
    </figure>
  )
}

function Contacts({ contacts }) {
  const [all, setAll] = useState(false)
  if (!contacts.lines.length) return <p>{words.contacts_none}</p>
  const shown = all ? contacts.lines : contacts.lines.slice(0, FEW)
  return (
    <>
      <svg className="rd-year" viewBox="0 0 400 34" role="img" aria-label={contacts.picture} preserveAspectRatio="none">
        <line className="cm-track" x1="4" x2="396" y1="17" y2="17" />
        {contacts.marks.map((mark, i) => <line key={i} className={mark.ours ? "is-ours" : "is-theirs"} x1={4 + mark.x * 392} x2={4 + mark.x * 392} y1="17" y2={mark.ours ? 3 : 31} />)}
      </svg>
      <p className="rd-ends" aria-hidden="true"><span>{words.a_year_ago}</span><span>↑ {words.ours} · ↓ {words.theirs}</span><span>{words.today}</span></p>
      <ul className="rd-contacts">
        {shown.map((one, i) => (
          <li key={i} className={one.ours ? "is-ours" : "is-theirs"}>
            <span><strong>{one.whose}</strong> {one.how}</span><span className="cm-age">{one.when}{one.reaction ? ` · ${one.reaction}` : ""}</span>
            {one.text ? <span className="rd-said">{one.text}</span> : null}
          </li>
        ))}
      </ul>
      {contacts.lines.length > FEW && !all ? <button type="button" className="rd-plain" onClick={() => setAll(true)}>{fill(words.show_all, { n: contacts.lines.length })}</button> : null}
      {contacts.older && (all || contacts.lines.length <= FEW) ? <p className="cm-age">{contacts.older}</p> : null}
    </>
  )
}

function Pieces({ pieces, as: Tag }) {
  return pieces.map((piece, i) => (piece.changed ? <Tag key={i}>{piece.words}</Tag> : <span key={i}>{piece.words}</span>))
}

function Difference({ difference }) {
  return (
    <div className="rd-difference" role="group" aria-label={words.difference}>
      {[["before", "del"], ["after", "ins"]].map(([side, tag]) => (
        <div key={side}>
          <h4>{words[side]}</h4>
          {difference.subject[side].length ? <p className="cm-subject"><Pieces pieces={difference.subject[side]} as={tag} /></p> : null}
          <p className="cm-text"><Pieces pieces={difference.text[side]} as={tag} /></p>
        </div>
      ))}
    </div>
  )
}

function Part({ title, children }) {
  const id = useId()
  return <section className="rd-part" aria-labelledby={id}><h4 id={id}>{title}</h4>{children}</section>
}

function Comment({ label, value, onChange, confirm, cancel, required }) {
  return (
    <label className="rd-field"><span>{label}</span>
      <textarea rows={2} maxLength={4000} value={value} required={required} autoFocus onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") { event.stopPropagation(); cancel() }
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); confirm() }
        }} />
    </label>
  )
}

function Whole({ message, openCard }) {
  const base = useId()
  const verdict = message.verdict
  const Sign = SIGNS[verdict.decision]
  return (
    <>
      <p className="rd-from">{message.from_to}{message.occasion ? ` · ${message.occasion}` : ""}</p>
      {message.goes_to ? <p className="rd-from">{message.goes_to}</p> : null}
      {message.banner ? <p className="cm-banner"><TriangleAlert aria-hidden="true" /><span>{message.banner}</span></p> : null}
      <blockquote className="rd-asked">
        {message.asked ? <><p className="cm-label">{message.asked_title}</p><p>{message.asked}</p></> : <p>{message.asked_silent}</p>}
      </blockquote>
      <div className="cm-message">
        {message.subject ? <p className="cm-subject"><span className="cm-label">{words.subject}</span> <Marked pieces={verdict.subject} findings={verdict.findings} base={base} /></p> : message.has_subject ? <p className="cm-subject"><span className="cm-label">{words.subject}</span> {words.subject_missing}</p> : null}
        <p className="cm-text"><Marked pieces={verdict.text} findings={verdict.findings} base={base} /></p>
      </div>
      <div className="cm-says"><Sign aria-hidden="true" /><p><strong>{verdict.says}</strong>{verdict.welcome ? <span>{verdict.welcome}</span> : null}<span>{message.why}</span></p></div>
      <Part title={words.findings}><Findings findings={verdict.findings} base={base} /></Part>
      <div className="rd-pair">
        <Part title={words.facts}>
          {message.facts.length ? (
            <ul className="rd-facts">{message.facts.map((fact, i) => <li key={i}><q>{fact.words}</q><span>{fact.text}</span><Known fact={fact} /></li>)}</ul>
          ) : <p>{words.facts_none}</p>}
        </Part>
        {verdict.gauge ? <Part title={words.distance}><Gauge gauge={verdict.gauge} /></Part> : null}
      </div>
      <Part title={words.contacts}><Contacts contacts={message.contacts} />
        <button type="button" className="rd-plain" onClick={openCard}>{words.card}</button></Part>
      <Part title={words.policy}>
        <p>{message.policy.name}</p>
        <ul className="rd-lines">{message.policy.lines.map((line) => <li key={line}>{line}</li>)}</ul>
      </Part>
      <details className="rd-story"><summary>{words.story}</summary>
        <ol>{message.story.map((one, i) => <li key={i}><span>{one.when}</span> {one.what}{one.by ? ` · ${one.by}` : ""}{one.comment ? <q>{one.comment}</q> : null}</li>)}</ol>
      </details>
    </>
  )
}

function Practice({ id }) {
  const [text, setText] = useState(null)
  const [told, setTold] = useState({})
  const [busy, setBusy] = useState(false)

  async function begin() {
    setBusy(true)
    const answer = await ask("review_practice", { id })
    setBusy(false)
    setTold(answer.ok ? {} : answer)
    if (answer.ok) setText(answer.text)
  }

  async function keep() {
    setBusy(true)
    setTold(await ask("review_practice_keep", { id, text }))
    setBusy(false)
  }

  function download() {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(new Blob([told.text], { type: "application/yaml" }))
    link.download = told.file
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  }

  return (
    <div className="rd-practice">
      {text === null ? <button type="button" className="rd-plain" disabled={busy} onClick={begin}>{words.practice}</button> : (
        <>
          <p>{words.practice_read}</p>
          <label className="rd-field"><span>{words.practice_text}</span><textarea rows={14} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} /></label>
          <div className="rd-acts">
            <button type="button" className="is-first" disabled={busy} onClick={keep}>{words.practice_keep}</button>
            {told.file ? <button type="button" onClick={download}>{words.practice_download}</button> : null}
            <button type="button" onClick={() => { setText(null); setTold({}) }}>{words.cancel}</button>
          </div>
        </>
      )}
      {told.done ? <p role="status" className="rd-done">{told.done}</p> : null}
      {told.ok === false ? <div role="alert" className="rd-trouble"><p>{told.words}</p>{told.places ? <ul>{told.places.map((place) => <li key={place}>{place}</li>)}</ul> : null}</div> : null}
    </div>
  )
}

function Rules() {
  const [told, setTold] = useState(null)
  const [trouble, setTrouble] = useState("")
  const [form, setForm] = useState({ who: "", channel: "", until: "", because: "" })
  const set = (part) => setForm({ ...form, ...part })

  async function go(name, payload) {
    const answer = await ask(name, payload)
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) setTold(answer)
    return answer.ok
  }

  useEffect(() => { go("review_rules", {}) }, [])
  if (!told) return <p role={trouble ? "alert" : "status"}>{trouble || words.loading}</p>
  return (
    <div className="rd-rules">
      <p>{words.rules_says}</p>
      {told.given.length ? <ul className="rd-lines">{told.given.map((line) => <li key={line}>{line} <span className="how">{words.rule_policy}</span></li>)}</ul> : null}
      {told.rules.length ? (
        <ul className="rd-rule-list">
          {told.rules.map((rule) => (
            <li key={rule.id}><div><strong>{rule.what}</strong><span className="cm-age">{rule.until} · {rule.by}</span><span>{rule.because}</span></div>
              {rule.mine ? <button type="button" className="rd-plain" aria-label={rule.end} onClick={() => go("review_rule_end", { id: rule.id })}>{words.rule_end}</button> : null}</li>
          ))}
        </ul>
      ) : <p>{words.rules_none}</p>}
      <form onSubmit={async (event) => { event.preventDefault(); if (await go("review_rule_add", { ...form, who: form.who ? Number(form.who) : 0 })) setForm({ who: "", channel: "", until: "", because: "" }) }}>
        <label className="rd-field"><span>{words.rule_who}</span>
          <select value={form.who} onChange={(event) => set({ who: event.target.value })}><option value="">{told.everybody}</option>{told.who.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select></label>
        <label className="rd-field"><span>{words.rule_channel}</span>
          <select value={form.channel} onChange={(event) => set({ channel: event.target.value })}><option value="">{words.rule_every_channel}</option>{props.channels.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select></label>
        <label className="rd-field"><span>{words.rule_day}</span><input type="date" min={told.tomorrow} value={form.until} onChange={(event) => set({ until: event.target.value })} /></label>
        <label className="rd-field"><span>{words.rule_because}</span><input type="text" maxLength={300} value={form.because} onChange={(event) => set({ because: event.target.value })} /></label>
        <button type="submit" className="is-first">{words.rule_add}</button>
      </form>
      <p role="status">{told.done || ""}</p>
      {trouble ? <p role="alert" className="rd-trouble">{trouble}</p> : null}
    </div>
  )
}

export default function ReviewDesk() {
  const openPanel = useSetRecoilState(sideViewState)
  const [data, setData] = useState(null)
  const [message, setMessage] = useState(null)
  const [place, setPlace] = useState(kept[props.thread_id] || "queue")
  const [mode, setMode] = useState("")
  const [comment, setComment] = useState("")
  const [edit, setEdit] = useState({ subject: "", text: "" })
  const [compared, setCompared] = useState(null)
  const [chosen, setChosen] = useState([])
  const [wide] = useState(() => window.innerWidth >= 768)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")
  const [done, setDone] = useState(null)
  const root = useRef(null)
  const heading = useRef(null)
  const timer = useRef(null)
  const asked = useRef(0)

  const queue = data ? data.queue : []
  const at = message ? queue.findIndex((one) => one.id === message.id) : -1
  const associate = message ? message.associate : ""

  async function look() {
    const answer = await ask("review_queue", {})
    if (!answer.ok) { setTrouble(answer.words); return null }
    setData(answer)
    setChosen((before) => before.filter((id) => answer.queue.some((one) => one.id === id)))
    return answer
  }

  async function show(id, focus = true) {
    const mine = ++asked.current
    setBusy(true)
    const answer = await ask("review_show", { id })
    if (mine !== asked.current) return
    setBusy(false)
    leave()
    if (!answer.ok) { setMessage(null); return setTrouble(answer.words) }
    setMessage(answer.message)
    setData((before) => before && { ...before, queue: before.queue.map((one) => (one.id === id ? { ...one, seen: true } : one)) })
    if (focus) setTimeout(() => heading.current && heading.current.focus(), 0)
  }

  // A composer that nobody has begun to type in gives the keyboard away; one with words in it does not.
  function mayTakeFocus() {
    const now = document.activeElement
    return props.takes_focus && (!now || now === document.body || (now.id === "chat-input" && !(now.value || now.textContent || "").trim()))
  }

  async function open() {
    setTrouble("")
    const answer = await look()
    if (answer && answer.queue.length) await show(answer.queue[0].id, mayTakeFocus())
  }

  // On a phone nobody tells the address which conversation this is: a reload would lose it.
  useEffect(() => {
    if (props.thread_id && window.location.pathname === "/") window.history.replaceState(window.history.state, "", `/thread/${props.thread_id}`)
  }, [])

  useEffect(() => { open(); return () => { asked.current += 1; clearTimeout(timer.current) } }, [])

  function leave() {
    setMode(""); setComment(""); setCompared(null)
    clearTimeout(timer.current)
  }

  function cancel() {
    leave()
    setTimeout(() => heading.current && heading.current.focus(), 0)
  }

  function go(by) {
    const next = queue[(at < 0 ? 0 : at + by)]
    if (next && (!message || next.id !== message.id)) { setDone(null); setTrouble(""); show(next.id) }
  }

  function start(step) {
    if (!message || !message.open || busy) return
    if (step === "approve" && message.has_subject && !message.subject) step = "edit"
    setTrouble(""); setDone(null); setComment("")
    if (step === "edit") change({ subject: message.subject, text: message.text }, 0)
    setMode(step)
  }

  // What is edited is compared and judged at rest; until then it cannot be approved.
  function change(part, wait = REST) {
    const next = { ...edit, ...part }
    setEdit(next)
    setCompared(null)
    clearTimeout(timer.current)
    timer.current = setTimeout(async () => {
      const answer = await ask("review_compare", { id: message.id, ...next })
      setCompared((now) => (answer.ok ? { ...answer, of: next } : now))
      setTrouble(answer.ok ? "" : answer.words)
    }, wait)
  }

  async function after(answer, id) {
    const fresh = await look()
    if (answer.stale || answer.gone) { await show(id); return setTrouble(answer.words) }
    const next = fresh && (fresh.queue[Math.min(Math.max(at, 0), fresh.queue.length - 1)] || null)
    if (next) await show(next.id)
    else { setMessage(null); leave(); if (root.current) root.current.focus() }
  }

  async function decide(step) {
    if (busy) return
    const wording = step === "edit" ? edit : {}
    if (step === "edit" && (!compared || compared.same)) return
    setBusy(true)
    const id = message.id
    const answer = await ask("review_decide", { id, version: message.version, step: step === "edit" ? "approve" : step, comment, ...wording })
    setBusy(false)
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) setDone({ says: answer.done, id })
    if (answer.ok || answer.stale || answer.gone) await after(answer, id)
  }

  async function decideSeveral(step) {
    if (busy) return
    setBusy(true)
    const items = queue.filter((one) => chosen.includes(one.id)).map((one) => ({ id: one.id, version: one.version }))
    const answer = await ask("review_decide_several", { items, step, comment })
    setBusy(false)
    setTrouble(answer.ok ? answer.left.map((one) => one.words).join("\n") : answer.words)
    if (!answer.ok) return
    setDone({ says: answer.done })
    setChosen([])
    await after(answer, message ? message.id : 0)
  }

  function choose(id) {
    setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]))
  }

  function pressed(event) {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable=true]")
    if (event.key === "Escape" && mode) { event.stopPropagation(); return cancel() }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || place !== "queue") return
    const wanted = KEYS[event.key]
    if (!wanted) return
    event.preventDefault()
    if (wanted === "next") go(1)
    else if (wanted === "previous") go(-1)
    else if (wanted === "choose") { if (message && at >= 0) choose(message.id) }
    else start(wanted)
  }

  function openCard() {
    openPanel({ title: props.card_title, elements: [{ id: `card ${message.client_id}`, type: "custom", name: "ClientCard", display: "side", props: { client_id: message.client_id, words: props.card_words } }] })
  }

  const name = (key) => Object.keys(KEYS).find((letter) => KEYS[letter] === key)
  const act = (step, first) => (
    <button type="button" className={first ? "is-first" : ""} disabled={busy} aria-keyshortcuts={name(step)} onClick={() => start(step)}>
      {words[step]} <kbd aria-hidden="true">{name(step)}</kbd>
    </button>
  )
  const several = mode.startsWith("several_") ? mode.slice(8) : ""
  const confirm = () => (several ? decideSeveral(several) : decide(mode))
  return (
    <article ref={root} tabIndex={-1} className="review-desk" aria-label={words.title} aria-busy={busy || (!data && !trouble)} onKeyDown={pressed}>
      <header className="rd-head">
        <h2>{words.title}</h2>
        <nav aria-label={words.title}>
          {[["queue", data ? data.waiting : words.queue], ["decided", `${words.decided}${data ? ` (${data.decided.length})` : ""}`], ["rules", words.rules]].map(([key, label]) => (
            <button key={key} type="button" aria-current={place === key ? "true" : undefined} onClick={() => { kept[props.thread_id] = key; setPlace(key); setTrouble("") }}>{label}</button>
          ))}
        </nav>
      </header>
      <div role="status" className="rd-status">{done ? <p className="rd-done"><CircleCheck aria-hidden="true" /><span>{done.says}</span></p> : null}{!data && !trouble ? <p>{words.loading}</p> : null}</div>
      {done && done.id ? <Practice key={done.id} id={done.id} /> : null}
      {trouble ? <p role="alert" className="rd-trouble">{trouble} {!data ? <button type="button" className="rd-plain" onClick={open}>{words.retry}</button> : null}</p> : null}

      {place === "rules" ? <Rules /> : null}
      {place === "decided" && data ? (
        data.decided.length ? (
          <ul className="rd-decided">
            {data.decided.map((one, i) => (
              <li key={i}><h3>{one.client} · {one.associate}</h3><p className="cm-age">{one.line}</p>{one.comment ? <blockquote>{one.comment}</blockquote> : null}
                {one.difference ? <Difference difference={one.difference} /> : null}<Practice id={one.id} /></li>
            ))}
          </ul>
        ) : <p>{words.decided_none}</p>
      ) : null}

      {place === "queue" && data && !queue.length ? <div className="rd-empty"><p><strong>{words.empty}</strong></p><p>{words.empty_says}</p><button type="button" className="rd-plain" onClick={open}>{words.reload}</button></div> : null}
      {place === "queue" && (queue.length || message) ? (
        <div className="rd-body">
          <div className="rd-side">
            {data.reasons.length ? <ul className="rd-reasons" aria-label={words.reasons}>{data.reasons.map((one) => <li key={one.title}>{one.title} <strong>{one.n}</strong></li>)}</ul> : null}
            <details className="rd-fold" open={wide}><summary>{words.queue}</summary>
            <ol className="rd-queue" aria-label={words.queue}>
              {queue.map((one) => (
                <li key={one.id} className={one.grave ? "is-grave" : ""}>
                  <label title={one.seen ? undefined : words.select_unseen}>
                    <input type="checkbox" checked={chosen.includes(one.id)} disabled={!one.seen || busy} onChange={() => choose(one.id)} />
                    <span className="for-readers">{fill(words.select, { name: one.client })}{one.seen ? "" : ` – ${words.select_unseen}`}</span>
                  </label>
                  <button type="button" aria-current={message && message.id === one.id ? "true" : undefined} onClick={() => { setDone(null); setTrouble(""); show(one.id) }}>
                    <strong>{one.client}</strong><span>{one.by} · {one.channel}</span><span>{one.since}{one.seen ? ` · ${words.seen}` : ""}</span>
                    <span className="rd-risk">{one.risk}</span><span>{one.reasons.join(", ")}</span>
                  </button>
                </li>
              ))}
            </ol></details>
            {queue.length > 1 ? <p className="cm-age">{words.several_hint}</p> : null}
            {chosen.length ? (
              <div className="rd-several" role="group" aria-label={fill(words.selected, { n: chosen.length })}>
                <p>{fill(words.selected, { n: chosen.length })}</p>
                {several ? (
                  <>
                    <Comment label={words.comment_several} value={comment} onChange={setComment} confirm={confirm} cancel={cancel} required={several !== "approve"} />
                    <div className="rd-acts"><button type="button" className="is-first" disabled={busy} onClick={confirm}>{words[several]}</button><button type="button" onClick={cancel}>{words.cancel}</button></div>
                  </>
                ) : (
                  <div className="rd-acts">{["approve", "send_back", "reject"].map((step) => <button key={step} type="button" disabled={busy} onClick={() => { setComment(""); setMode(`several_${step}`) }}>{words[step]}</button>)}</div>
                )}
              </div>
            ) : null}
            <details className="rd-keys"><summary>{words.keys}</summary>
              <dl>{[["j", words.key_next], ["k", words.key_previous], ["a", words.approve], ["e", words.edit_title], ["b", words.send_back], ["r", words.reject], ["x", words.key_choose], ["Ctrl ⏎", words.key_confirm], ["Esc", words.key_cancel]].map(([key, says]) => <div key={key}><dt><kbd>{key}</kbd></dt><dd>{says}</dd></div>)}</dl>
            </details>
          </div>

          {message ? (
            <section className={`checked rd-message is-${message.verdict.decision}`} aria-label={message.title}>
              <header>
                <h3 ref={heading} tabIndex={-1} className="rd-title">{message.title}</h3>
                <div className="rd-move">
                  {at >= 0 ? <span>{fill(words.position, { at: at + 1, of: queue.length })}</span> : null}
                  <button type="button" aria-label={words.previous} aria-keyshortcuts="k" disabled={at < 1} onClick={() => go(-1)}><ChevronLeft aria-hidden="true" /></button>
                  <button type="button" aria-label={words.next} aria-keyshortcuts="j" disabled={at < 0 || at >= queue.length - 1} onClick={() => go(1)}><ChevronRight aria-hidden="true" /></button>
                </div>
              </header>
              {message.decided ? (
                <div className="rd-was"><p><strong>{message.decided.line}</strong></p>{message.decided.comment ? <blockquote>{message.decided.comment}</blockquote> : null}
                  {message.decided.difference ? <Difference difference={message.decided.difference} /> : null}</div>
              ) : null}
              <Whole key={`${message.id} ${message.version}`} message={message} openCard={openCard} />
              {message.verdict.rewrite && message.open && mode !== "edit" ? (
                <section className="cm-rewrite" aria-label={words.rewrite}><h4>{words.rewrite}</h4><p>{message.verdict.rewrite}</p>
                  <button type="button" onClick={() => { start("edit"); change({ subject: message.subject, text: message.verdict.rewrite }, 0) }}>{words.use_rewrite}</button></section>
              ) : null}
              {message.own ? <p>{message.own}</p> : null}
              {message.open ? (
                <div className="rd-decide">
                  {!mode || several ? <div className="rd-acts">{act("approve", true)}{act("edit")}{act("send_back")}{act("reject")}</div> : (
                    <form aria-label={words[`${mode}_title`]} onSubmit={(event) => { event.preventDefault(); confirm() }}>
                      <h4>{words[`${mode}_title`]}</h4>
                      {mode === "edit" ? (
                        <>
                          {message.has_subject ? <label className="rd-field"><span>{words.subject}</span><input type="text" maxLength={500} value={edit.subject} autoFocus={!message.subject} required onChange={(event) => change({ subject: event.target.value })} /></label> : null}
                          <label className="rd-field"><span>{words.text}</span><textarea rows={6} autoFocus={!message.has_subject || Boolean(message.subject)} value={edit.text} onChange={(event) => change({ text: event.target.value })} /></label>
                          <div aria-live="polite" className="rd-compared">
                            {!compared ? <p className="cm-age">{words.deciding}</p> : compared.same ? <p>{words.unchanged}</p> : (
                              <><h4>{words.difference}</h4><Difference difference={compared.difference} />
                                <p><span className="cm-label">{words.guard_says}</span> <strong>{compared.verdict.says}</strong></p>
                                {compared.verdict.findings.length ? <ul className="rd-lines">{compared.verdict.findings.map((found) => <li key={found.n}>{found.title}{found.words ? <>: <q>{found.words}</q></> : null}</li>)}</ul> : null}</>
                            )}
                          </div>
                        </>
                      ) : null}
                      {mode === "edit" ? (
                        <label className="rd-field"><span>{fill(words.comment_approve, { associate })}</span><textarea rows={2} maxLength={4000} value={comment} onChange={(event) => setComment(event.target.value)} /></label>
                      ) : <Comment label={fill(words[`comment_${mode}`], { associate })} value={comment} onChange={setComment} confirm={confirm} cancel={cancel} required={mode !== "approve"} />}
                      <div className="rd-acts">
                        <button type="submit" className="is-first" disabled={busy || (mode === "edit" && (!compared || compared.same))}>{busy ? words.deciding : mode === "edit" ? words.approve_edited : words[mode]}</button>
                        <button type="button" onClick={cancel}>{words.cancel}</button>
                      </div>
                    </form>
                  )}
                  <p className="cm-age">{message.expires}</p>
                </div>
              ) : null}
            </section>
          ) : <p role="status">{words.loading}</p>}
        </div>
      ) : null}
    </article>
  )
}
