// A message that is being written to a client. Kept with the conversation is the draft's id alone; what is shown is read from the
// rows each time, and every tap sends back the version that was shown, so that a page left open changes nothing by mistake.
import { useEffect, useId, useRef, useState } from "react"
import { useSetRecoilState } from "recoil"
import { sideViewState } from "@chainlit/react-client"
import { BellRing, ChevronDown, CircleCheck, ContactRound, Hand, Hourglass, PencilLine, Send, TriangleAlert, Undo2 } from "lucide-react"

const REST = 600 // milliseconds without a keystroke before the words are kept and judged
const SIGNS = { send: CircleCheck, revise: PencilLine, hold: Hand }
const TONES = { calm: Hourglass, good: Send, grave: TriangleAlert }
const WAITS = [400, 1200, 3000, 6000, 10000] // before it is asked for again, where the conversation is not there yet
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const same = (a, b) => a.subject === b.subject && a.text === b.text

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
    return (
      <span key={i} role="button" tabIndex={0} className={`cm-mark is-${found.severity}`} aria-expanded={open === found.n}
        aria-controls={`${base}-${found.n}`} aria-label={words.mark.replace("{words}", piece.words.trim()).replace("{title}", found.title)}
        onClick={(event) => { event.stopPropagation(); toggle(found.n) }} onKeyDown={onKey(() => toggle(found.n))}>
        {piece.words}<sup aria-hidden="true">{found.n + 1}</sup>
      </span>
    )
  })
}

function Found({ found, open, toggle, base, words, apply }) {
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
        {found.mended && apply ? (
          <div className="cm-better">
            <p>{found.leave_out ? words.leave_out : <><span className="cm-label">{words.better}</span> {found.better}</>}</p>
            <button type="button" onClick={() => apply(found.mended)}>{found.leave_out ? words.apply_out : words.apply}</button>
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

// Who wrote in the last three months, and what one more would mean. The list below says the same in words.
function Load({ load, words }) {
  const at = (x) => 12 + x * 296
  const mark = (one, i) =>
    one.sort === "in" ? <path key={i} className="dc-in" d={`M${at(one.x)} 14 l5 8 h-10 Z`} />
      : <circle key={i} className={`dc-${one.sort}`} cx={at(one.x)} cy="30" r="4.5" />
  return (
    <figure className="dc-load">
      <figcaption><span className="cm-label">{words.load}</span></figcaption>
      <svg viewBox="0 0 320 46" role="img" aria-label={load.picture}>
        <rect className="dc-window" x={at(1 - load.window)} y="8" width={Math.max(0, at(1) - at(1 - load.window))} height="32" rx="4" />
        <line className="cm-track" x1="12" x2="308" y1="30" y2="30" />
        {load.marks.map(mark)}
      </svg>
      <div className="dc-ends" aria-hidden="true"><span>{words.load_old}</span><span>{words.load_new}</span></div>
      <p><strong>{load.means}</strong>{load.next ? <> {load.next}</> : null}</p>
      {load.none ? <p className="cm-age">{load.none}</p> : (
        <details>
          <summary>{words.load_list}</summary>
          <ul className="dc-legend" aria-hidden="true">
            <li className="is-marketing">{words.legend_marketing}</li><li className="is-other">{words.legend_other}</li><li className="is-in">{words.legend_in}</li>
          </ul>
          <ul className="dc-contacts">{load.lines.map((line, i) => <li key={i} className={`is-${line.sort}`}>{line.words}</li>)}</ul>
          {load.older ? <p className="cm-age">{load.older}</p> : null}
        </details>
      )}
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

function Dial({ steps, label, busy, choose }) {
  const name = useId()
  const [turned, setTurned] = useState("") // at once under the finger; where it came to rest, the server says
  useEffect(() => setTurned(""), [steps])
  const at = turned || (steps.find((step) => step.chosen) || {}).value
  const barred = steps.find((step) => step.why)
  return (
    <fieldset className="dc-dial">
      <legend className="cm-label">{label}</legend>
      <div>
        {steps.map((step) => (
          <label key={step.value} className={step.why ? "is-barred" : ""}>
            <input type="radio" name={name} value={step.value} checked={step.value === at} disabled={busy || Boolean(step.why)}
              aria-describedby={step.why ? `${name}-why` : undefined} onChange={() => { setTurned(step.value); choose(step.value) }} />
            <span>{step.label}</span>
          </label>
        ))}
      </div>
      {barred ? <p id={`${name}-why`} className="cm-age">{barred.why}</p> : null}
    </fieldset>
  )
}

function Quick({ card, words, busy, change }) {
  const [asks, setAsks] = useState("")
  const [day, setDay] = useState("")
  const press = (name) => (["date", "language"].includes(name) ? setAsks(asks === name ? "" : name) : change(name, {}))
  return (
    <div className="dc-quick" role="group" aria-label={words.quick}>
      <div className="dc-row">
        {card.changes.map((one) => (
          <button key={one.name} type="button" disabled={busy} aria-expanded={["date", "language"].includes(one.name) ? asks === one.name : undefined}
            onClick={() => press(one.name)}>{one.label}</button>
        ))}
      </div>
      {asks === "date" ? (
        <form className="dc-row" onSubmit={(event) => { event.preventDefault(); setAsks(""); change("date", { day }) }}>
          <label className="cm-choice">{words.which_day} <input type="date" value={day} onChange={(event) => setDay(event.target.value)} /></label>
          <button type="submit" disabled={busy || !day}>{words.go}</button>
        </form>
      ) : null}
      {asks === "language" ? (
        <div className="dc-row" role="group" aria-label={words.which_tongue}>
          {card.tongues.map((one) => <button key={one.value} type="button" disabled={busy} onClick={() => { setAsks(""); change("language", { language: one.value }) }}>{one.label}</button>)}
        </div>
      ) : null}
    </div>
  )
}

export default function DraftCard() {
  const words = props.words || {}
  const openPanel = useSetRecoilState(sideViewState)
  const [card, setCard] = useState(null)
  const [now, setNow] = useState({ subject: "", text: "" })
  const [mine, setMine] = useState(null)
  const [gone, setGone] = useState("")
  const [trouble, setTrouble] = useState("")
  const [note, setNote] = useState("")
  const [review, setReview] = useState(null)
  const [busy, setBusy] = useState(0)
  const [editing, setEditing] = useState(false)
  const [open, setOpen] = useState(null)
  const [unfolded, setUnfolded] = useState(false)
  const [asking, setAsking] = useState(false)
  const [because, setBecause] = useState("")
  const [sure, setSure] = useState(false)
  const held = useRef({ card: null, now, dirty: false })
  const line = useRef(Promise.resolve())
  const timer = useRef(null)
  const area = useRef(null)
  const base = useId()

  function adopt(next) {
    held.current.dirty = false
    held.current.now = { subject: next.subject, text: next.text }
    setNow(held.current.now)
  }

  function take(answer, sent) {
    if (answer.gone) return setGone(answer.words)
    setTrouble(answer.ok ? "" : answer.words || (answer.review ? "" : words.unreachable))
    setNote(answer.note || "")
    setReview(answer.review || null)
    if (answer.review) setAsking(true)
    if (!answer.card) return
    if (answer.stale && held.current.dirty) setMine(held.current.now)
    const typedOn = held.current.dirty && !answer.stale && !same(held.current.now, sent)
    held.current.card = answer.card
    setCard(answer.card)
    if (!typedOn) adopt(answer.card)
    if (!answer.card.open) { setEditing(false); setAsking(false) }
  }

  // One after the other: each tap goes with the version that the one before it left.
  function run(name, extra = {}) {
    clearTimeout(timer.current)
    setBusy((n) => n + 1)
    const step = line.current.then(async () => {
      const before = held.current
      const sent = before.dirty ? { ...before.now } : {}
      let answer
      try {
        const told = await callAction({ name, payload: { draft_id: props.draft_id, version: before.card ? before.card.version : 0, ...sent, ...extra } })
        answer = (told && told.response) || { ok: false }
      } catch {
        answer = { ok: false, words: words.unreachable, unreached: true }
      }
      setBusy((n) => n - 1)
      take(answer, sent)
      return answer
    })
    line.current = step.catch(() => null)
    return step
  }

  useEffect(() => {
    let here = true
    // After a reload the card may be on the page a moment before the conversation is.
    async function first() {
      for (const wait of [...WAITS, 0]) {
        const answer = await run("draft_show")
        if (!here || !answer.unreached || !wait) return
        setTrouble("")
        await pause(wait)
      }
    }
    first()
    const look = () => { if (document.visibilityState === "visible" && !held.current.dirty) run("draft_show") }
    document.addEventListener("visibilitychange", look)
    return () => { here = false; document.removeEventListener("visibilitychange", look); clearTimeout(timer.current) }
  }, [props.draft_id])

  useEffect(() => {
    const field = area.current
    if (!editing || !field) return
    field.style.height = "auto"
    field.style.height = `${field.scrollHeight + 2}px`
  }, [editing, now.text])
  useEffect(() => { if (editing && area.current) area.current.focus() }, [editing])

  function change(part, wait = REST) {
    held.current.now = { ...held.current.now, ...part }
    held.current.dirty = true
    setNow(held.current.now)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => run("draft_type"), wait)
  }

  async function act(name) {
    if (name === "ask") return setAsking(!asking)
    if (name === "withdraw") return setSure(!sure)
    const [action, extra] = { send: ["draft_send"], recall: ["draft_recall"], reopen: ["draft_reopen"], hand: ["draft_hand"],
      sent_yes: ["draft_sent", { sent: true }], sent_no: ["draft_sent", { sent: false }],
      arrived: ["draft_settle", { choice: "sent" }], again: ["draft_settle", { choice: "again" }] }[name]
    const answer = await run(action, extra)
    if (answer.opens) follow(answer.opens)
  }

  async function forget() {
    try { await callAction({ name: "remind_back", payload: { client_id: card.client_id } }) } catch { setTrouble(words.unreachable) }
    run("draft_show")
  }

  function follow(link) {
    if (link.startsWith("https:")) window.open(link, "_blank", "noopener")
    else window.location.assign(link)
  }

  function toggle(n) {
    const next = open === n ? null : n
    setOpen(next)
    if (next !== null) setTimeout(() => { const part = document.getElementById(`${base}-${n}`); if (part) part.scrollIntoView({ block: "nearest" }) }, 0)
  }

  function openClient() {
    openPanel({ title: words.card, elements: [{ id: `card ${card.client_id}`, type: "custom", name: "ClientCard", display: "side", props: { client_id: card.client_id, words: words.card_words } }] })
  }

  if (gone) return <article className="checked is-gone" role="status"><TriangleAlert aria-hidden="true" /><p>{gone}</p></article>
  if (!card) {
    return (
      <article className="checked is-gone" role="status">
        {trouble ? <><TriangleAlert aria-hidden="true" /><p>{trouble}</p><button type="button" className="dc-plain" onClick={() => run("draft_show")}>{words.retry}</button></> : <p>{words.loading}</p>}
      </article>
    )
  }

  const verdict = card.verdict
  const findings = verdict ? verdict.findings : []
  const stale = busy > 0 || held.current.dirty
  // The hour alone stops nothing: what is sent at night leaves in the morning.
  const decision = card.may_go ? "send" : verdict ? verdict.decision : "open"
  const listed = findings.filter((found) => !card.may_go || !["quiet_hours", "local_law"].includes(found.kind))
  const Sign = SIGNS[decision] || Hand
  const Tone = TONES[card.state.tone]
  const plain = (text) => [{ words: text, marks: [] }]
  const shared = { findings, open, toggle, base, words }
  const folded = Boolean(card.not_now) && card.state.status === "writing" && !unfolded
  const first = decision === "send" ? "send" : "ask"
  return (
    <article className={`checked draft is-${folded ? "hold" : card.open && verdict ? decision : "open"}`} aria-label={card.title} aria-busy={busy > 0}>
      <header>
        <div className="dc-top">
          <h2>{card.title}</h2>
          <button type="button" className="dc-plain" onClick={openClient}><ContactRound aria-hidden="true" />{words.card}</button>
        </div>
        <p className="cm-age">{[card.about, card.to ? `${words.to} ${card.to}` : ""].filter(Boolean).join(" · ")}</p>
        <p className={`dc-state is-${card.state.tone}`} role="status"><Tone aria-hidden="true" /><span>{card.state.line}{card.state.more ? <q>{card.state.more}</q> : null}</span></p>
      </header>
      {card.banner ? <p className="cm-banner" role="note"><TriangleAlert aria-hidden="true" />{card.banner}</p> : null}
      {trouble ? <p className="cm-banner" role="alert"><TriangleAlert aria-hidden="true" /><span>{trouble}</span></p> : null}
      {note ? <p className="cm-age" role="status">{note}</p> : null}
      {mine ? (
        <section className="cm-rewrite" aria-label={words.my_words}>
          <h3>{words.my_words}</h3><p>{mine.text}</p>
          <div className="cm-tools">
            {card.open ? <button type="button" onClick={() => { change(mine, 0); setMine(null) }}>{words.my_words_use}</button> : null}
            <button type="button" onClick={() => setMine(null)}>{words.back}</button>
          </div>
        </section>
      ) : null}

      {card.not_now ? (
        <section className="dc-not-now" aria-label={words.not_now}>
          <h3><Hand aria-hidden="true" />{words.not_now}</h3>
          <ul>{card.not_now.why.map((why) => <li key={why}>{why}</li>)}</ul>
          <p><strong>{card.not_now.welcome}</strong></p>
          <div className="cm-tools">
            {card.not_now.remind && !(card.reminder && card.reminder.back) ? (
              <button type="button" disabled={busy > 0} onClick={() => run("draft_remind")}><BellRing aria-hidden="true" />{card.not_now.remind}</button>
            ) : null}
            <button type="button" aria-expanded={!folded} onClick={() => setUnfolded(!unfolded)}>{folded ? words.show_it : words.hide_it}</button>
            {folded ? <button type="button" onClick={() => run("draft_withdraw")}>{words.leave_it}</button> : null}
          </div>
        </section>
      ) : null}

      {card.reminder ? (
        <p className="dc-reminder" role="status"><BellRing aria-hidden="true" /><span>{card.reminder.line}</span>
          {card.reminder.back ? <button type="button" className="dc-plain" disabled={busy > 0} onClick={forget}>{card.reminder.back}</button> : null}
        </p>
      ) : null}

      {folded ? null : (
        <>
          {card.open ? (
            <div className="cm-choices">
              <Choice label={words.channel} options={card.channels} value={card.channel} onChange={(channel) => run("draft_way", { channel })} />
              <Choice label={words.purpose} options={card.purposes} value={card.purpose} onChange={(purpose) => run("draft_way", { purpose })} />
            </div>
          ) : null}
          {card.open && verdict ? (
            <div className="cm-says" role="status">
              {stale ? <p className="cm-reading">{words.reading}</p> : <><Sign aria-hidden="true" /><p><strong>{card.leaves || verdict.says}</strong>{verdict.welcome && !card.may_go && !card.not_now ? <span>{verdict.welcome}</span> : null}</p></>}
            </div>
          ) : null}

          {editing ? (
            <div className="cm-edit">
              {card.with_subject ? (
                <label><span className="cm-label">{words.subject}</span>
                  <input type="text" value={now.subject} maxLength={500} onChange={(event) => change({ subject: event.target.value })} />
                </label>
              ) : null}
              <label><span className="cm-label">{words.text}</span>
                <textarea ref={area} value={now.text} rows={3} onChange={(event) => change({ text: event.target.value })}
                  onKeyDown={(event) => { if (event.key === "Escape") { event.stopPropagation(); setEditing(false) } }} />
              </label>
            </div>
          ) : (
            <div className="cm-message" aria-label={words.words_label} onClick={() => { if (card.open && !String(window.getSelection())) setEditing(true) }}>
              {now.subject ? <p className="cm-subject"><span className="cm-label">{words.subject}</span> <Marked pieces={verdict && !stale ? verdict.subject : plain(now.subject)} {...shared} /></p> : null}
              <p className="cm-text"><Marked pieces={verdict && !stale ? verdict.text : plain(now.text)} {...shared} /></p>
            </div>
          )}
          {card.size ? <p className="cm-age">{card.size}</p> : null}

          {card.open ? (
            <>
              <div className="cm-tools">
                <button type="button" onClick={() => setEditing(!editing)}>{editing ? words.done : words.edit}</button>
                {card.undo && !editing ? <button type="button" disabled={busy > 0} onClick={() => run("draft_undo")}><Undo2 aria-hidden="true" />{words.undo}</button> : null}
              </div>
              <Dial steps={card.dial} label={words.dial} busy={busy > 0} choose={(closeness) => run("draft_dial", { closeness })} />
              <Quick card={card} words={words} busy={busy > 0} change={(name, extra) => run("draft_change", { change: name, ...extra })} />
            </>
          ) : null}

          {listed.length ? (
            <section className="cm-findings" aria-label={words.findings}>
              <ul>{listed.map((found) => <Found key={found.n} found={found} open={open === found.n} toggle={() => toggle(found.n)} base={base} words={words}
                apply={card.open && !stale ? (mended) => { setOpen(null); change(mended, 0) } : null} />)}</ul>
            </section>
          ) : null}
          {card.open && verdict && verdict.rewrite ? (
            <section className="cm-rewrite" aria-label={words.rewrite}>
              <h3>{words.rewrite}</h3><p>{verdict.rewrite}</p>
              <button type="button" className="is-first" disabled={busy > 0} onClick={() => change({ text: verdict.rewrite }, 0)}>{words.use_rewrite}</button>
            </section>
          ) : null}
        </>
      )}

      {asking && card.open ? (
        <form className="dc-ask" onSubmit={(event) => { event.preventDefault(); run("draft_ask", { because }) }}>
          {review ? <div role="alert"><h3>{words.needs_review}</h3><ul>{review.map((why) => <li key={why}>{why}</li>)}</ul></div> : null}
          <label><span className="cm-label">{words.ask_title}</span>
            <textarea value={because} rows={2} maxLength={1000} placeholder={words.ask_hint} onChange={(event) => setBecause(event.target.value)} />
          </label>
          <div className="cm-tools">
            <button type="submit" className="is-first" disabled={busy > 0}>{words.ask_send}</button>
            <button type="button" onClick={() => { setAsking(false); setReview(null) }}>{words.back}</button>
          </div>
        </form>
      ) : null}
      {sure ? (
        <div className="dc-ask" role="group" aria-label={words.withdraw_sure}>
          <p>{words.withdraw_sure}</p>
          <div className="cm-tools">
            <button type="button" disabled={busy > 0} onClick={() => { setSure(false); run("draft_withdraw") }}>{words.withdraw_yes}</button>
            <button type="button" onClick={() => setSure(false)}>{words.back}</button>
          </div>
        </div>
      ) : null}
      {card.acts.length && !folded ? (
        <footer>
          {card.link ? <a className="dc-plain" href={card.link} target={card.link.startsWith("https:") ? "_blank" : undefined} rel="noopener noreferrer">{words.open_phone}</a> : null}
          {card.acts.map((one) => (
            <button key={one.name} type="button" disabled={busy > 0} className={one.name === first || one.name === "sent_yes" ? "is-first" : ""}
              aria-expanded={one.name === "ask" ? asking : one.name === "withdraw" ? sure : undefined} onClick={() => act(one.name)}>{one.label}</button>
          ))}
        </footer>
      ) : null}
      {folded ? null : (
        <>
          <div className="dc-figures">
            {verdict && verdict.gauge ? <Gauge gauge={verdict.gauge} words={words} /> : null}
            {card.load ? <Load load={card.load} words={words} /> : null}
          </div>
          {verdict && verdict.skipped ? <p className="cm-policy">{verdict.skipped}</p> : null}
          {verdict ? <p className="cm-policy">{words.judged_by.replace("{policy}", verdict.policy)}</p> : null}
        </>
      )}
    </article>
  )
}
