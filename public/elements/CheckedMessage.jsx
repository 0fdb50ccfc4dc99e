// A message with what speaks against it. Kept with the conversation are ids and the words; the server judges them anew each time.
import { useEffect, useId, useRef, useState } from "react"
import { ChevronDown, CircleCheck, Hand, PencilLine, TriangleAlert } from "lucide-react"

const REST = 500 // milliseconds without a keystroke before the words are read again
const SIGNS = { send: CircleCheck, revise: PencilLine, hold: Hand }
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

function onKey(press) {
  return (event) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    press()
  }
}

// Words with marks. A mark is part of the text, wraps with it, and opens what was found there.
function Marked({ pieces, findings, open, toggle, base, words }) {
  return pieces.map((piece, i) => {
    const found = piece.marks.length ? findings[piece.marks[0]] : null
    if (!found) return <span key={i}>{piece.words}</span>
    const ends = !pieces[i + 1] || pieces[i + 1].marks[0] !== found.n
    return (
      <span key={i} role="button" tabIndex={0} className={`cm-mark is-${found.severity}`} aria-expanded={open === found.n}
        aria-controls={`${base}-${found.n}`} aria-label={words.mark.replace("{words}", piece.words.trim()).replace("{title}", found.title)}
        onClick={() => toggle(found.n)} onKeyDown={onKey(() => toggle(found.n))}>
        {piece.words}{ends ? <sup aria-hidden="true">{found.n + 1}</sup> : null}
      </span>
    )
  })
}

function Found({ found, open, toggle, base, words, busy, apply }) {
  const id = `${base}-${found.n}`
  return (
    <li className={`cm-found is-${found.severity}`}>
      <button type="button" className="cm-head" aria-expanded={open} aria-controls={id} onClick={toggle}>
        <span className="cm-number" aria-hidden="true">{found.n + 1}</span>
        <span className="cm-what">
          <strong>{found.title}</strong>{found.words ? <q>{found.words}</q> : null}
          {found.unmended ? <span className="cm-none">{found.unmended.short}</span> : null}
        </span>
        <span className="cm-grave">{found.severity_words}</span>
        <ChevronDown aria-hidden="true" className="cm-chevron" />
      </button>
      <div id={id} className="cm-why" hidden={!open}>
        <p>{found.reason}</p>
        {found.behind ? (
          <dl>
            <dt>{found.behind.sort || words.behind}</dt>
            <dd>
              <span className="cm-known">{found.behind.text}</span>
              <span className="cm-tags">
                {found.behind.how ? <span className={`how${found.behind.careful ? " how-careful" : ""}`}>{found.behind.how}</span> : null}
                {found.behind.hush ? <span className="how how-hush">{found.behind.hush}</span> : null}
                {found.behind.age ? <span className="cm-age">{found.behind.age}</span> : null}
              </span>
            </dd>
          </dl>
        ) : null}
        {found.mended ? (
          <div className="cm-better">
            <p>{found.leave_out ? words.leave_out : <><span className="cm-label">{words.better}</span> {found.better}</>}</p>
            <button type="button" disabled={busy} onClick={() => apply(found.mended)}>{found.leave_out ? words.apply_out : words.apply}</button>
          </div>
        ) : found.unmended ? (
          <div className="cm-unmended">
            <p><strong>{found.unmended.says}</strong></p>
            <p>{found.unmended.why}</p>
          </div>
        ) : null}
      </div>
    </li>
  )
}

// Where the message stands between too far and too close. The words beside it say the same.
function Gauge({ gauge, words }) {
  const x = 20 + ((gauge.value + 100) / 200) * 280
  const bristle = 7 + Math.max(0, gauge.value) / 14
  const spines = Array.from({ length: 11 }, (_, i) => Math.PI * (0.06 + (i * 0.88) / 10))
  return (
    <figure className="cm-gauge">
      <figcaption><span className="cm-label">{words.distance}</span> <strong>{gauge.words}</strong></figcaption>
      <svg viewBox="0 0 320 62" role="img" aria-label={gauge.says}>
        <rect className="cm-zone" x="139" y="42" width="42" height="8" rx="4" />
        <line className="cm-track" x1="20" x2="300" y1="46" y2="46" />
        {[20, 160, 300].map((at) => <line key={at} className="cm-track" x1={at} x2={at} y1="40" y2="52" />)}
        <g className="cm-hedgehog" transform={`translate(${x} 38)`}>
          {spines.map((a, i) => (
            <line key={i} x1={-Math.cos(a) * 9} y1={-Math.sin(a) * 8} x2={-Math.cos(a) * (9 + bristle)} y2={-Math.sin(a) * (8 + bristle)} />
          ))}
          <path d="M-12 4 A12 11 0 0 1 11 -1 L17 3 Q14 5 10 5 Z" />
          <circle className="cm-eye" cx="9.5" cy="0.5" r="1.2" />
        </g>
      </svg>
      <div className="cm-scale" aria-hidden="true"><span>{words.gauge_far}</span><span>{words.gauge_right}</span><span>{words.gauge_close}</span></div>
      {gauge.because.length ? <ul>{gauge.because.map((cause) => <li key={cause}>{cause}</li>)}</ul> : null}
    </figure>
  )
}

function Choice({ label, options, value, onChange }) {
  const id = useId()
  return (
    <span className="cm-choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}
      </select>
    </span>
  )
}

export default function CheckedMessage() {
  const words = props.words || {}
  const start = { channel: props.channel, purpose: props.purpose, subject: props.subject || "", text: props.text || "" }
  const [now, setNow] = useState(start)
  const [told, setTold] = useState(null)
  const [gone, setGone] = useState("")
  const [trouble, setTrouble] = useState("")
  const [busy, setBusy] = useState(true)
  const [editing, setEditing] = useState(false)
  const [open, setOpen] = useState(null)
  const [before, setBefore] = useState(null)
  const [tries, setTries] = useState(0)
  const asked = useRef(0)
  const timer = useRef(null)
  const area = useRef(null)
  const opener = useRef(null)
  const base = useId()

  async function ask(name, message) {
    try {
      const answer = await callAction({ name, payload: { id: props.id, draft_id: props.draft_id, ...message } })
      return (answer && answer.response) || { ok: false, words: words.trouble, unreached: true }
    } catch {
      return { ok: false, words: words.trouble, unreached: true }
    }
  }

  // Only the answer to the last thing that was asked counts.
  async function judge(name, message) {
    const mine = ++asked.current
    setBusy(true)
    for (const wait of [0, 400, 1200, 3000, 6000]) {
      if (wait) await pause(wait)
      const answer = await ask(name, message)
      if (mine !== asked.current) return
      if (answer.unreached && wait < 6000) continue
      setBusy(false)
      if (answer.gone) return setGone(answer.words)
      setTrouble(answer.ok ? "" : answer.words || words.trouble)
      // Nobody has to tap for what only needs the line back: what is kept is asked for again.
      if (answer.unreached && name === props.acts.show) timer.current = setTimeout(() => setTries((n) => n + 1), 5000)
      if (!answer.ok) return setTold(null)
      setTold(answer)
      setOpen(null)
      if (name === props.acts.show && answer.kept) setNow(answer.kept)
      return
    }
  }

  useEffect(() => {
    judge(props.acts.show, {})
    return () => { asked.current += 1; clearTimeout(timer.current) }
  }, [props.id, tries])

  useEffect(() => {
    const field = area.current
    if (!editing || !field) return
    field.style.height = "auto"
    field.style.height = `${field.scrollHeight + 2}px`
  }, [editing, now.text])

  useEffect(() => { if (editing && area.current) area.current.focus() }, [editing])

  // What is changed is judged at rest; until then the verdict of other words is not shown as theirs.
  function change(part, wait = REST) {
    const next = { ...now, ...part }
    setNow(next)
    setBusy(true)
    asked.current += 1
    clearTimeout(timer.current)
    timer.current = setTimeout(() => judge(props.acts.change, next), wait)
  }

  function use(wording) {
    setBefore({ subject: now.subject, text: now.text })
    change(wording, 0)
  }

  function leave() {
    setEditing(false)
    setTimeout(() => opener.current && opener.current.focus(), 0)
  }

  function toggle(n) {
    const next = open === n ? null : n
    setOpen(next)
    if (next !== null) setTimeout(() => { const part = document.getElementById(`${base}-${n}`); if (part) part.scrollIntoView({ block: "nearest" }) }, 0)
  }

  if (gone) return <article className="checked is-gone" role="status"><TriangleAlert aria-hidden="true" /><p>{gone}</p></article>

  const verdict = told && told.verdict
  const findings = verdict ? verdict.findings : []
  const Sign = verdict ? SIGNS[verdict.decision] : TriangleAlert
  const withSubject = now.subject || ["email", "post"].includes(now.channel)
  const stale = busy && told
  const plain = (text) => [{ words: text, marks: [] }]
  const shared = { findings, open, toggle, base, words }
  return (
    <article className={`checked is-${verdict ? verdict.decision : "open"}`} aria-label={(told && told.title) || words.loading} aria-busy={busy}>
      <header>
        {told ? <h2>{told.title}</h2> : null}
        <div className="cm-choices">
          <Choice label={words.channel} options={props.channels} value={now.channel} onChange={(channel) => change({ channel }, 0)} />
          <Choice label={words.purpose} options={props.purposes} value={now.purpose} onChange={(purpose) => change({ purpose }, 0)} />
        </div>
      </header>
      {told && told.banner ? <p className="cm-banner" role="note"><TriangleAlert aria-hidden="true" />{told.banner}</p> : null}
      <div className="cm-says" role="status">
        {busy ? <p className="cm-reading">{told ? words.again : words.loading}</p> : null}
        {!busy && verdict ? <><Sign aria-hidden="true" /><p><strong>{verdict.says}</strong>{verdict.welcome ? <span>{verdict.welcome}</span> : null}</p></> : null}
      </div>
      {trouble ? (
        <p className="cm-banner" role="alert">
          <TriangleAlert aria-hidden="true" /><span>{trouble === words.trouble ? trouble : `${words.trouble} ${trouble}`}</span>
          <button type="button" onClick={() => judge(props.acts.change, now)}>{words.retry}</button>
        </p>
      ) : null}

      {editing ? (
        <div className="cm-edit">
          {withSubject ? (
            <label><span className="cm-label">{words.subject}</span>
              <input type="text" value={now.subject} maxLength={500} onChange={(event) => change({ subject: event.target.value })} />
            </label>
          ) : null}
          <label><span className="cm-label">{words.text}</span>
            <textarea ref={area} value={now.text} rows={3} onChange={(event) => change({ text: event.target.value })}
              onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); leave() } }} />
          </label>
        </div>
      ) : (
        <div className="cm-message">
          {now.subject ? <p className="cm-subject"><span className="cm-label">{words.subject}</span> <Marked pieces={verdict && !stale ? verdict.subject : plain(now.subject)} {...shared} /></p> : null}
          <p className="cm-text"><Marked pieces={verdict && !stale ? verdict.text : plain(now.text)} {...shared} /></p>
        </div>
      )}
      <div className="cm-tools">
        <button type="button" ref={opener} onClick={() => (editing ? leave() : setEditing(true))}>{editing ? words.done : words.edit}</button>
        {before && !editing ? <button type="button" onClick={() => { change(before, 0); setBefore(null) }}>{words.undo}</button> : null}
      </div>

      {findings.length ? (
        <section className="cm-findings" aria-label={words.findings}>
          <ul>
            {findings.map((found) => (
              <Found key={found.n} found={found} open={open === found.n} toggle={() => toggle(found.n)} base={base} words={words} busy={busy} apply={use} />
            ))}
          </ul>
        </section>
      ) : null}

      {verdict && verdict.rewrite ? (
        <section className="cm-rewrite" aria-label={words.rewrite}>
          <h3>{words.rewrite}</h3>
          {verdict.rewrite_subject ? <p><span className="cm-label">{words.subject}</span> {verdict.rewrite_subject}</p> : null}
          <p>{verdict.rewrite}</p>
          {told.rewrite_by ? <p className="cm-policy">{told.rewrite_by}</p> : null}
          <button type="button" className="is-first" disabled={busy} onClick={() => use({ subject: verdict.rewrite_subject, text: verdict.rewrite })}>{words.use_rewrite}</button>
        </section>
      ) : null}
      {told && told.no_reword ? <p className="cm-policy" role="status">{told.no_reword}</p> : null}
      {told && told.may_reword ? <div className="cm-tools"><button type="button" disabled={busy} onClick={() => judge("check_reword", {})}>{words.reword}</button></div> : null}

      {verdict && verdict.gauge ? <Gauge gauge={verdict.gauge} words={words} /> : null}
      {verdict && verdict.skipped ? <p className="cm-policy">{verdict.skipped}</p> : null}
      {verdict ? <p className="cm-policy">{words.judged_by.replace("{policy}", verdict.policy)}</p> : null}
      {(props.buttons || []).length ? (
        <footer>
          {props.buttons.map((one) => (
            <button key={one.name} type="button" className={one.first ? "is-first" : ""}
              disabled={busy || !verdict || Boolean(one.if && !one.if.includes(verdict.decision))}
              onClick={async () => { const answer = await ask(one.name, now); if (answer.ok === false) setTrouble(answer.words); else setTries(tries + 1) }}>
              {one.label}
            </button>
          ))}
        </footer>
      ) : null}
    </article>
  )
}
