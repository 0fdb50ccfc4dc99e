// Practice: choose somebody to talk to, talk, end. For a trainer also: write and assign scenarios, follow the others.
// What it shows is read anew from the server; back go ids, names and words.
import { useEffect, useId, useRef, useState } from "react"

const BESIDE = [["groups", ".practice-group"], ["progress", ".practice-progress"]]
const COACH = ["off", "before", "after"]
const REST = 500 // milliseconds without a keystroke before what is typed is looked at
const LONGEST = 60000 // letters of a scenario that is imported
const words = props.words || {}
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text || "")

async function ask(name, payload) {
  try {
    const answer = await callAction({ name, payload: payload || {} })
    return (answer && answer.response) || { ok: false, words: words.unreachable }
  } catch {
    return { ok: false, words: words.unreachable }
  }
}

function download(text, name, type) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

function Choose({ told, begin, resume, read, busy }) {
  return (
    <>
      {told.open.length ? <section className="pr-part"><h3>{words.open}</h3><ul className="pr-plain-list">{told.open.map((one) => <li key={one.id}><button type="button" className="pr-plain" disabled={busy} onClick={() => resume(one.id)}>{fill(words.go_on, { title: one.title })}</button> <span className="pr-small">{one.since}</span></li>)}</ul></section> : null}
      <ul className="pr-cards">
        {told.cards.map((card) => (
          <li key={card.name} className={card.assigned ? "is-asked" : ""}>
            <h3 lang={card.lang}>{card.title}</h3>
            <p className="pr-tags">{card.assigned ? <strong>{card.assigned}</strong> : null}<span>{card.language}</span><span>{card.where}</span></p>
            <p lang={card.lang}>{card.situation}</p>
            <button type="button" disabled={busy} onClick={() => begin({ name: card.name })}>{fill(words.begin, { title: card.title })}</button>
          </li>
        ))}
      </ul>
      {told.past.length ? <section className="pr-part"><h3>{words.past}</h3><ul className="pr-plain-list">{told.past.map((one) => <li key={one.id}><button type="button" className="pr-plain" disabled={busy} onClick={() => read(one.id)}>{fill(words.read, { title: one.title })}</button> <span className="pr-small">{one.points} · {one.when}</span></li>)}</ul></section> : null}
      <p className="pr-small">{told.kept}</p>
    </>
  )
}

function Play({ play, act, coached, end, busy }) {
  const [line, setLine] = useState("")
  const [said, setSaid] = useState(null)
  const [advice, setAdvice] = useState(null)
  const asked = useRef(0)
  const box = useRef(null)
  const talk = useRef(null)

  useEffect(() => { if (talk.current) talk.current.scrollTop = talk.current.scrollHeight }, [play.turns.length, said])
  useEffect(() => { if (box.current && !play.over) box.current.focus({ preventScroll: true }) }, [play.id])

  async function back() {
    const answer = await act("practice_back", {})
    if (answer.ok) { setLine(answer.line); if (box.current) box.current.focus() }
  }

  // Light, and never in the way: a line can be said before the coach has read it.
  useEffect(() => {
    const mine = ++asked.current
    setAdvice(null)
    if (play.coach !== "before" || play.over || busy || !line.trim()) return undefined
    const timer = setTimeout(async () => {
      const answer = await ask("practice_advise", { id: play.id, line, turn: play.turns.length })
      if (mine === asked.current && answer.ok) setAdvice(answer.advice)
    }, REST)
    return () => clearTimeout(timer)
  }, [line, play.coach, play.turns.length, play.over, busy])

  async function say(words_) {
    if (busy) return
    const wanted = words_.trim().toLowerCase()
    if (wanted === "/back") return back()
    if (wanted === "/end") return end()
    setSaid(words_)
    const answer = await act("practice_say", { line: words_, turn: play.turns.length })
    setSaid(null)
    if (answer.ok) setLine("")
    if (box.current) { box.current.focus({ preventScroll: true }); box.current.scrollIntoView({ block: "nearest" }) }
  }

  return (
    <section className="pr-play" aria-label={play.title}>
      <h3 lang={play.language}>{play.title}</h3>
      <details className="pr-situation" open={!play.turns.length}><summary>{words.situation} · {play.where}</summary><p lang={play.language}>{play.situation}</p></details>
      <ol className="pr-talk" ref={talk} tabIndex={0} aria-label={play.client} aria-live="polite">
        {play.opening ? <li className="is-client"><span className="pr-small">{play.client}</span><p lang={play.language}>{play.opening}</p></li> : <li className="pr-small">{words.begins_you}</li>}
        {play.turns.map((turn, i) => (
          <li key={i} className="pr-turn">
            <div className="is-you"><span className="pr-small">{words.you}</span><p lang={play.language}>{turn.said.trim() || words.silence}</p></div>
            {turn.coach ? <p className="pr-effects">{turn.coach.effects.map((one) => <span key={one.words} className={one.good ? "is-good" : "is-poor"}>{one.good ? "+" : "−"} {one.words}</span>)}</p> : null}
            <div className="is-client"><span className="pr-small">{play.client}{turn.coach ? ` · ${turn.coach.mood}` : ""}</span><p lang={play.language}>{turn.answer}</p></div>
          </li>
        ))}
        {said !== null ? <li className="pr-turn"><div className="is-you"><span className="pr-small">{words.you}</span><p>{said.trim() || words.silence}</p></div><p className="pr-small">{words.waiting}</p></li> : null}
      </ol>
      {play.again ? <p className="pr-small">{play.again}</p> : null}
      {play.over ? <p role="status" className="pr-told">{play.how_over}</p> : (
        <form className="pr-form" onSubmit={(event) => { event.preventDefault(); if (line.trim()) say(line) }}>
          <label><span>{words.line}</span>
            <textarea ref={box} rows={2} maxLength={30000} value={line} onChange={(event) => setLine(event.target.value)}
              onKeyDown={(event) => { if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) { event.preventDefault(); if (line.trim()) say(line) } }} /></label>
          <div className="pr-advice" aria-live="polite">{advice ? <><p className={advice.good ? "is-good" : "is-poor"}>{advice.good ? "+" : "−"} {advice.words}</p>{advice.better ? <p className="pr-small"><strong>{words.better}</strong> {advice.better}</p> : null}</> : null}</div>
          <div className="pr-acts"><button type="submit" className="is-first" disabled={busy || !line.trim()}>{words.say}</button><button type="button" disabled={busy} onClick={() => say("")}>{words.nothing}</button></div>
        </form>
      )}
      <div className="pr-acts">
        <button type="button" disabled={busy || !play.turns.length} onClick={back}>{words.back}</button>
        <button type="button" className={play.over ? "is-first" : ""} disabled={busy} onClick={end}>{play.turns.length ? words.end : words.leave}</button>
        {play.coach_set ? null : <label className="pr-coach"><span>{words.coach}</span><select value={play.coach} onChange={(event) => coached(event.target.value)}>{COACH.map((one) => <option key={one} value={one}>{words[`coach_${one}`]}</option>)}</select></label>}
      </div>
      {play.coach_set ? <p className="pr-small">{play.coach_set}</p> : null}
    </section>
  )
}

function CoachStores() {
  const [told, setTold] = useState(null)
  const [form, setForm] = useState({ store: "", coach: "" })
  const [trouble, setTrouble] = useState("")
  const pick = (stores, value) => { const one = stores.find((store) => store.value === value) || stores[0]; if (one) setForm({ store: one.value, coach: one.coach }) }
  async function go(name, payload) {
    const answer = await ask(name, payload)
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) { setTold(answer); pick(answer.stores, payload && payload.store) }
  }
  useEffect(() => { go("practice_coach_stores") }, [])
  if (!told) return trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null
  return (
    <form className="pr-form" onSubmit={(event) => { event.preventDefault(); go("practice_coach_decide", form) }}>
      <h3>{words.coach_stores}</h3>
      <p className="pr-small">{words.coach_stores_says}</p>
      <label><span>{words.store}</span><select value={form.store} onChange={(event) => pick(told.stores, event.target.value)}>{told.stores.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select></label>
      <label><span>{words.coach}</span><select value={form.coach} onChange={(event) => setForm({ ...form, coach: event.target.value })}><option value="">{words.coach_free}</option>{COACH.map((one) => <option key={one} value={one}>{words[`coach_${one}`]}</option>)}</select></label>
      <div className="pr-acts"><button type="submit">{words.coach_decide}</button></div>
      <p role="status" className="pr-told">{told.done || ""}</p>
      {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
    </form>
  )
}

function Follow({ read, trainer }) {
  const [told, setTold] = useState(null)
  const [trouble, setTrouble] = useState("")
  async function look() {
    const answer = await ask("practice_follow")
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) setTold(answer)
  }
  async function save() {
    const answer = await ask("practice_export")
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) download(answer.text, answer.file, "text/csv")
  }
  useEffect(() => { look() }, [])
  if (!told) return <p role={trouble ? "alert" : "status"}>{trouble || words.loading}</p>
  return (
    <>
      {trainer ? null : <p>{words.only_done}</p>}
      {!told.sessions.length && !told.assigned.length ? <p>{words.none}</p> : null}
      {told.sessions.length ? <section className="pr-part"><h3>{words.sessions}</h3><ul className="pr-plain-list">{told.sessions.map((one) => <li key={one.id}><button type="button" className="pr-plain" onClick={() => read(one.id)}>{one.who}: {one.title}</button> <span className="pr-small">{one.points} · {one.when}</span>{one.objects ? <strong className="pr-small">{words.objects}</strong> : null}</li>)}</ul></section> : null}
      {told.assigned.length ? (
        <section className="pr-part"><h3>{words.assigned}</h3><div className="pr-wide" tabIndex={0} role="group" aria-label={words.assigned}><table>
          <thead><tr>{[words.person, words.store, words.scenario, words.due, words.done].map((one) => <th key={one} scope="col">{one}</th>)}</tr></thead>
          <tbody>{told.assigned.map((one, i) => <tr key={i}><th scope="row">{one.who}</th><td>{one.store}</td><td>{one.title}</td><td>{one.due}</td><td className={one.late ? "is-late" : ""}>{one.done}</td></tr>)}</tbody>
        </table></div></section>
      ) : null}
      {trainer ? <button type="button" className="pr-plain" onClick={save}>{words.export}</button> : null}
      {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
    </>
  )
}

// The trainer's scenarios. Each is written in a form of its own below (ScenarioForm); here stand the list and what was left half done.
function Write() {
  const [told, setTold] = useState(null)
  const [form, setForm] = useState({ name: "", whom: "", due: "", coach: "" })
  const [done, setDone] = useState("")
  const [undo, setUndo] = useState(null)
  const [trouble, setTrouble] = useState("")
  const [busy, setBusy] = useState(false)
  const file = useRef(null)

  async function go(name, payload) {
    setBusy(true)
    const answer = await ask(name, payload)
    setBusy(false)
    setTrouble(answer.ok ? "" : answer.words)
    setDone((answer.ok && answer.done) || "")
    setUndo(null)
    return answer
  }
  async function look() {
    const answer = await ask("practice_written")
    if (answer.ok) setTold(answer)
    else setTrouble(answer.words)
  }
  useEffect(() => {
    look()
    window.addEventListener("scenario-written", look)
    return () => window.removeEventListener("scenario-written", look)
  }, [])

  async function write(what) {
    window.scenarioFormAsked = true
    if ((await go("practice_form", what)).ok) look()
  }
  async function bring(text) {
    if (!text || text.length > LONGEST || text.includes("\u0000")) return setTrouble(fill(words.not_read, { most: LONGEST }))
    await write({ text })
  }
  async function takeAway(name, id, back) {
    const answer = await go(name, { id })
    if (answer.ok && answer.back) setUndo({ name: back, id: answer.back })
    look()
  }
  async function bringBack(one) {
    await go(one.name, { id: one.id })
    look()
  }
  async function save(name) {
    const answer = await go("practice_file", { name })
    if (answer.ok) download(answer.text, answer.file, "application/yaml")
  }

  if (!told) return <div role={trouble ? "alert" : "status"}><p>{trouble || words.loading}</p>{trouble ? <button type="button" className="pr-plain" onClick={() => { setTrouble(""); look() }}>{words.retry}</button> : null}</div>
  const named = (what, one, act, first) => <button type="button" className={first ? "is-first" : ""} disabled={busy} aria-label={`${what}: ${one.title}`} onClick={act}>{what}</button>
  return (
    <>
      <div className="pr-acts">
        <button type="button" className="is-first" disabled={busy} onClick={() => write({})}>{words.new}</button>
        <button type="button" disabled={busy} onClick={() => file.current.click()}>{words.import}</button>
        <input ref={file} type="file" hidden accept=".yaml,.yml,text/yaml,application/yaml" onChange={(event) => { const [chosen] = event.target.files; event.target.value = ""; if (chosen) chosen.text().then(bring) }} />
      </div>
      {told.drafts.length ? <section className="pr-part"><h3>{words.drafts}</h3><ul className="pr-written">{told.drafts.map((one) => <li key={one.id}><span>{one.title} <span className="pr-small">{[one.of, one.when].filter(Boolean).join(" · ")}</span></span><span className="pr-acts">{named(words.write_on, one, () => write({ draft: one.id }))}{named(words.throw_away, one, () => takeAway("practice_form_discard", one.id, "practice_form_back"))}</span></li>)}</ul></section> : null}
      <section className="pr-part"><h3>{words.all}</h3>
        <ul className="pr-written">{told.scenarios.map((one) => (
          <li key={one.name}><span>{one.title} <span className="pr-small">{one.from}</span>{one.trouble ? <span className="pr-trouble">{one.trouble}</span> : null}</span>
            <span className="pr-acts">{one.mine ? named(words.change, one, () => write({ name: one.name })) : null}{named(words.copy, one, () => write({ name: one.name, copy: true }))}{named(words.download, one, () => save(one.name))}{one.mine ? named(words.delete, one, () => takeAway("practice_remove", one.id, "practice_restore")) : null}</span></li>
        ))}</ul>
      </section>
      {told.removed.length ? <details className="pr-part"><summary>{words.removed} ({told.removed.length})</summary><ul className="pr-written">{told.removed.map((one) => <li key={`${one.what}${one.id}`}><span>{one.title} <span className="pr-small">{one.when}</span></span><span className="pr-acts">{named(words.bring_back, one, () => bringBack({ name: one.what === "draft" ? "practice_form_back" : "practice_restore", id: one.id }))}</span></li>)}</ul></details> : null}
      {undo ? <p className="pr-acts"><button type="button" disabled={busy} onClick={() => bringBack(undo)}>{words.undo}</button></p> : null}
      <p role="status" className="pr-told">{done}</p>
      {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
      <form className="pr-form" onSubmit={async (event) => { event.preventDefault(); const answer = await go("practice_assign", form); if (answer.ok) setForm({ name: "", whom: "", due: "", coach: "" }) }}>
        <label><span>{words.scenario}</span><select required value={form.name} onChange={(event) => setForm({ ...form, name: event.target.value })}><option value="" />{told.scenarios.filter((one) => !one.trouble).map((one) => <option key={one.name} value={one.name}>{one.title}</option>)}</select></label>
        <label><span>{words.whom}</span><select required value={form.whom} onChange={(event) => setForm({ ...form, whom: event.target.value })}><option value="" />
          <optgroup label={words.people}>{told.people.map((one) => <option key={one.value} value={`user:${one.value}`}>{one.label}</option>)}</optgroup>
          <optgroup label={words.stores}>{told.stores.map((one) => <option key={one.value} value={`store:${one.value}`}>{one.label}</option>)}</optgroup></select></label>
        <label><span>{words.day}</span><input type="date" min={told.today} value={form.due} onChange={(event) => setForm({ ...form, due: event.target.value })} /></label>
        <label><span>{words.coach}</span><select value={form.coach} onChange={(event) => setForm({ ...form, coach: event.target.value })}><option value="">{words.coach_as_store}</option>{COACH.map((one) => <option key={one} value={one}>{words[`coach_${one}`]}</option>)}</select></label>
        <div className="pr-acts"><button type="submit" className="is-first">{words.assign}</button></div>
      </form>
      <CoachStores />
    </>
  )
}

export default function PracticeDesk() {
  const [place, setPlace] = useState("choose")
  const [told, setTold] = useState(null)
  const [play, setPlay] = useState(null)
  const [again, setAgain] = useState(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")
  const title = useId()

  async function go(name, payload) {
    setBusy(true)
    const answer = await ask(name, payload)
    setBusy(false)
    setTrouble(answer.ok ? "" : answer.words)
    return answer
  }
  async function look() {
    const answer = await go("practice_choose")
    if (answer.ok) setTold(answer)
  }
  useEffect(() => {
    // On a phone nobody tells the address which conversation this is: a reload would lose it.
    if (props.thread_id && window.location.pathname === "/") window.history.replaceState(window.history.state, "", `/thread/${props.thread_id}`)
    look()
  }, [])

  async function begin(what) {
    const answer = await go("practice_begin", what)
    if (answer.ok) { setPlace("choose"); setAgain(null); setPlay({ ...answer.play, what }) }
  }
  async function act(name, payload) {
    const answer = await go(name, { id: play.id, ...payload })
    if (answer.ok) setPlay({ ...answer.play, what: play.what })
    return answer
  }
  // Nobody waits for the coach: what was said meanwhile is kept.
  async function coached(coach) {
    const answer = await ask("practice_coach", { id: play.id, coach })
    if (!answer.ok) setTrouble(answer.words)
    else setPlay((now) => (now && now.id === answer.play.id && now.turns.length === answer.play.turns.length ? { ...answer.play, what: now.what } : now))
    return answer.ok
  }
  async function end() {
    const answer = await go("practice_end", { id: play.id })
    if (!answer.ok) return
    setAgain(answer.ended ? play.what : null)
    setPlay(null)
    await look()
  }
  async function resume(id) {
    const answer = await go("practice_resume", { id })
    if (answer.ok) { setAgain(null); setPlay({ ...answer.play, what: { name: answer.play.name } }) }
  }
  const read = (id) => go("practice_read", { id })
  // A table that stands below already is not shown a second time.
  function beside(name, where) {
    const there = document.querySelector(where)
    if (there) there.scrollIntoView({ block: "start" })
    else go(`practice_${name}_show`)
  }

  return (
    <article className="practice practice-desk" aria-labelledby={title} aria-busy={busy || (!told && !trouble)}>
      <header className="pr-head"><h2 id={title}>{words.title}</h2>
        <nav aria-label={words.title}>{props.places.length > 1 && props.places.map((one) => <button key={one} type="button" aria-current={place === one ? "true" : undefined} onClick={() => { setPlace(one); setTrouble("") }}>{words[one]}</button>)}{BESIDE.map(([name, where]) => <button key={name} type="button" onClick={() => beside(name, where)}>{words[name]}</button>)}</nav>
      </header>
      {trouble ? <p role="alert" className="pr-trouble">{trouble} {!told ? <button type="button" className="pr-plain" onClick={look}>{words.retry}</button> : null}</p> : null}
      {!told && !trouble ? <p role="status">{words.loading}</p> : null}
      {place === "write" ? <Write /> : null}
      {place === "follow" ? <Follow read={read} trainer={props.places.includes("write")} /> : null}
      {place === "choose" && again ? <div role="status" className="pr-told"><p>{words.ended}</p><div className="pr-acts"><button type="button" disabled={busy} onClick={() => begin(again)}>{words.again}</button><button type="button" onClick={() => setAgain(null)}>{words.other}</button></div></div> : null}
      {place === "choose" && play ? <Play key={play.id} play={play} act={act} coached={coached} end={end} busy={busy} /> : null}
      {place === "choose" && !play && !again && told ? <Choose told={told} begin={begin} resume={resume} read={read} busy={busy} /> : null}
    </article>
  )
}
