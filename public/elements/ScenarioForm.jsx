// A scenario in a form: every field with what is wrong beside it, a try-out, and the same as text. What is typed is kept by the server
// as it is typed; here it stays only until the server has it. Nothing is saved over what somebody else wrote meanwhile.
import { useEffect, useId, useRef, useState } from "react"

const REST = 500 // milliseconds without a keystroke before what is typed is sent
const words = props.words || {}
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text || "")
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const list = (value) => (Array.isArray(value) ? value : [])
const get = (data, path) => path.reduce((part, step) => (part === null || part === undefined ? undefined : part[step]), data)
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const within = (place, path) => path.every((step, i) => place[i] === String(step))
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^[^a-z]+|_+$/g, "").slice(0, 34)

// A copy in which one place has another value; without it where there is none.
function put(data, [step, ...rest], value) {
  const copy = Array.isArray(data) ? [...data] : { ...data }
  if (rest.length) copy[step] = put(copy[step] === undefined || copy[step] === null ? {} : copy[step], rest, value)
  else if (value === undefined) delete copy[step]
  else copy[step] = value
  return copy
}

async function ask(name, payload) {
  try {
    const answer = await callAction({ name, payload: payload || {} })
    return (answer && answer.response) || { ok: false, words: words.unreachable }
  } catch {
    return { ok: false, words: words.unreachable, unreached: true }
  }
}

function download(text, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type: "application/yaml" }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

// How many places are wrong, and how many only empty.
function Count({ faults }) {
  const empty = faults.filter((one) => one.missing).length
  const wrong = faults.length - empty
  return <>{wrong ? <span className="sf-count pr-trouble">{fill(words.mend, { n: wrong })}</span> : null}{empty ? <span className="sf-count">{fill(words.fill_in, { n: empty })}</span> : null}</>
}

function Told({ id, faults, take }) {
  if (!faults.length) return null
  return (
    <div id={id}>{faults.map((one, i) => (
      <p key={i} className={one.missing ? "pr-small" : "pr-trouble"}>{one.words} {take && one.take ? <button type="button" className="pr-plain" onClick={() => take(one.take)}>{fill(words.take, { take: one.take })}</button> : null}</p>
    ))}</div>
  )
}

// Shut until it is tapped, or until what is looked for lies in it.
function Fold({ path, open, summary, faults, form, holds, draw, className }) {
  const [isOpen, setOpen] = useState(form.folds[path.join(".")] ?? Boolean(open))
  useEffect(() => { if (form.reveal && (holds || within)(form.reveal, path)) setOpen(true) }, [form.reveal])
  useEffect(() => { form.folds[path.join(".")] = isOpen }, [isOpen])
  return (
    <details className={className} open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary><span>{summary}</span>{faults ? <Count faults={faults} /> : null}</summary>
      {isOpen ? draw() : null}
    </details>
  )
}

// Several short things typed in one field: what was typed stays as it was typed, commas and all.
function Several({ value, set, parse, show, rows, common }) {
  const [typed, setTyped] = useState(show(value))
  useEffect(() => { if (!same(parse(typed), value)) setTyped(show(value)) }, [JSON.stringify(value)])
  const change = (event) => { setTyped(event.target.value); set(parse(event.target.value)) }
  return rows ? <textarea {...common} rows={rows} value={typed} onChange={change} /> : <input {...common} type="text" value={typed} onChange={change} />
}
const cut = (text, at) => text.split(at).map((one) => one.trim()).filter(Boolean)
const SEVERAL = {
  words: { parse: (text) => cut(text, ","), show: (value) => list(value).join(", ") },
  lines: { parse: (text) => cut(text, "\n"), show: (value) => list(value).join("\n"), rows: 3 },
  groups: { parse: (text) => cut(text, "\n").map((row) => cut(row, ",")), show: (value) => list(value).map((row) => list(row).join(", ")).join("\n"), rows: 2 },
}

function Chosen({ field, value, set, form, legend, about }) {
  const picks = list(form.data[field.among]).filter((one) => one && one.id).map((one) => ({ value: one.id, label: one.text || list(one.lines)[0] || one.id }))
  const there = field.kind === "picks" ? picks : field.options
  const strange = list(value).filter((one) => !there.some((other) => other.value === one)).map((one) => ({ value: one, label: one }))
  const turn = (one, on) => set(on ? [...list(value), one] : list(value).filter((other) => other !== one))
  return (
    <fieldset className="sf-choice" aria-describedby={about}><legend className={field.bare ? "for-readers" : ""}>{legend}</legend>
      {[...there, ...strange].map((one) => <label key={one.value} className="pr-check"><input type="checkbox" checked={list(value).includes(one.value)} onChange={(event) => turn(one.value, event.target.checked)} /> <span>{one.label}</span></label>)}
      {there.length || strange.length ? null : <p className="pr-small">{words.none_to_pick}</p>}
    </fieldset>
  )
}

function Field({ field, base, form, bare }) {
  const path = [...base, ...field.path]
  const id = `${form.id}-${path.join("-")}`
  const value = get(form.data, path)
  const exact = form.faults.filter((one) => !one.misspelt && (["rows", "signs"].includes(field.kind) ? one.place.length === path.length : true) && within(one.place, path))
  const about = [field.hint ? `${id}-hint` : "", exact.length ? `${id}-told` : ""].filter(Boolean).join(" ") || undefined
  const common = { id, "aria-describedby": about, "aria-invalid": exact.some((one) => !one.missing) || undefined, lang: ["line", "text", "lines", "words", "groups"].includes(field.kind) ? form.data.language : undefined }
  const set = (next) => form.set(path, field.optional && next === "" ? undefined : Array.isArray(next) && !next.length && field.kind !== "lines" ? undefined : next)
  const told = <Told id={`${id}-told`} faults={exact} take={(taken) => form.set(path, taken)} />
  const hint = field.hint ? <p id={`${id}-hint`} className="pr-small">{field.hint}</p> : null
  const change = (event) => set(event.target.value)

  if (field.kind === "rows") return <Rows field={field} path={path} form={form} told={told} />
  if (field.kind === "signs") return <Signs field={field} path={path} form={form} told={told} />
  if (field.kind === "picks" || field.kind === "checks") return <div className="sf-field" data-place={path.join(".")}><Chosen field={{ ...field, bare }} value={value} set={set} form={form} legend={field.label} about={about} />{hint}{told}</div>
  if (field.kind === "switch") {
    return <div className="sf-field" data-place={path.join(".")}><label className="pr-check"><input {...common} type="checkbox" checked={value === true} onChange={(event) => form.set(path, event.target.checked || undefined)} /> <span>{field.label}</span></label>{told}</div>
  }
  let drawn
  const shown = value === undefined || value === null ? (field.default ?? "") : value
  if (SEVERAL[field.kind]) drawn = <Several {...SEVERAL[field.kind]} value={list(value)} set={set} common={common} />
  else if (field.kind === "text") drawn = <textarea {...common} rows={2} maxLength={2000} value={String(shown)} onChange={change} />
  else if (field.kind === "select") {
    const strange = shown !== "" && !field.options.some((one) => one.value === shown)
    drawn = <select {...common} value={String(shown)} onChange={change}>{shown === "" ? <option value="" /> : null}{strange ? <option value={String(shown)}>{String(shown)}</option> : null}{field.options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select>
  } else if (field.kind === "slider") {
    const number = Number(shown) || 0
    drawn = <span className="sf-slider"><input {...common} type="range" min={field.least} max={field.most} step={field.step || 1} value={number} onChange={(event) => set(Number(event.target.value))} /><output htmlFor={id}>{number}</output></span>
  } else if (field.kind === "number") drawn = <input {...common} type="number" min={field.least} max={field.most} value={shown} onChange={(event) => set(event.target.value === "" ? undefined : Number(event.target.value))} />
  else if (field.kind === "moment") drawn = <input {...common} type="datetime-local" value={String(shown).slice(0, 16)} onChange={change} />
  else if (field.kind === "day") drawn = <input {...common} type="date" value={String(shown)} onChange={change} />
  else drawn = <><input {...common} type="text" maxLength={2000} readOnly={field.fixed} list={field.among ? `${id}-among` : undefined} value={String(shown)} onChange={change} />{field.among ? <datalist id={`${id}-among`}>{field.among.map((one) => <option key={one} value={one} />)}</datalist> : null}</>
  return <div className="sf-field" data-place={path.join(".")}><label htmlFor={id} className={bare ? "for-readers" : ""}>{field.label}</label>{drawn}{hint}{told}</div>
}

// What meets an aim: the signs that were chosen, and those that may be added.
function Signs({ field, path, form, told }) {
  const [added, setAdded] = useState([])
  const value = get(form.data, path) || {}
  const there = (one) => added.includes(one.path[0]) || ![undefined, false].includes(value[one.path[0]])
  const chosen = field.fields.filter(there)
  function add(one) {
    setAdded([...added, one.path[0]])
    if (one.kind === "switch") form.set([...path, one.path[0]], true)
    if (one.kind === "number") form.set([...path, one.path[0]], 3)
  }
  function drop(one) {
    setAdded(added.filter((name) => name !== one.path[0]))
    form.set([...path, one.path[0]], undefined)
  }
  return (
    <fieldset className="sf-field sf-signs" data-place={path.join(".")}><legend>{field.label}</legend>
      {told}
      <ul>{chosen.map((one) => (
        <li key={one.path[0]}><strong>{one.label}</strong><button type="button" className="pr-plain" aria-label={`${words.remove}: ${one.label}`} onClick={() => drop(one)}>{words.remove}</button>{one.kind === "switch" ? null : <Field field={one} base={path} form={form} bare />}</li>
      ))}</ul>
      <Fold path={[...path, "+"]} open={!chosen.length} summary={words.add_sign} form={form}
        draw={() => <div className="sf-adding">{field.fields.filter((one) => !there(one)).map((one) => <button key={one.path[0]} type="button" className="pr-plain" onClick={() => add(one)}>+ {one.label}</button>)}</div>} />
    </fieldset>
  )
}

function Rows({ field, path, form, told }) {
  const rows = list(get(form.data, path))
  const took = form.took && same(form.took.path, path) ? form.took : null
  const called = (i) => fill(field.one, { n: i + 1 })
  const keys = field.fields.map((one) => one.path[0])

  function add() {
    const taken = rows.map((one) => one && one.id)
    let n = rows.length + 1
    while (taken.includes(`${field.named}_${n}`)) n += 1
    const blank = { ...(field.named ? { id: `${field.named}_${n}` } : {}), ...field.blank }
    const when = { day: String(form.data.now || "").slice(0, 10), moment: String(form.data.now || "").slice(0, 16) }
    field.fields.forEach((one) => { if (blank[one.path[0]] === "" && when[one.kind]) blank[one.path[0]] = when[one.kind] })
    form.folds[[...path, rows.length].join(".")] = true
    form.set(path, [...rows, blank])
    form.lookAt([...path, rows.length, keys[0]])
  }
  function move(i, by) {
    const moved = [...rows]
    moved.splice(i + by, 0, ...moved.splice(i, 1))
    form.set(path, moved)
    form.hold([`${words[by < 0 ? "up" : "down"]}: ${called(i + by)}`, `${words[by < 0 ? "down" : "up"]}: ${called(i + by)}`])
  }
  return (
    <div className="sf-rows" data-place={path.join(".")}>
      {field.label ? <h3>{field.label}</h3> : null}
      {told}
      {rows.length ? null : <p className="pr-small">{words.none}</p>}
      {rows.map((row, i) => {
        const at = [...path, i]
        const faults = form.faults.filter((one) => within(one.place, at))
        const own = faults.filter((one) => !one.misspelt && !keys.includes(one.place[at.length]))
        const about = String(row && (row.text || list(row.lines)[0] || row.at || "")).slice(0, 90)
        const often = field.fields.filter((one) => !one.rare)
        const rare = field.fields.filter((one) => one.rare)
        return (
          <Fold key={(row && row.id) || i} path={at} className="sf-row" open={!about} faults={faults} summary={about ? `${called(i)}: ${about}` : called(i)} form={form} draw={() => (
            <div className="sf-part">
              <Told faults={own} />
              {often.map((one) => <Field key={one.path[0]} field={one} base={at} form={form} />)}
              {rare.length ? <Fold path={[...at, "rare"]} summary={words.rare} open={rare.some((one) => row && row[one.path[0]])} form={form} holds={(place) => rare.some((one) => within(place, [...at, one.path[0]]))} draw={() => <div className="sf-part">{rare.map((one) => <Field key={one.path[0]} field={one} base={at} form={form} />)}</div>} /> : null}
              <div className="pr-acts">
                <button type="button" disabled={!i} aria-label={`${words.up}: ${called(i)}`} onClick={() => move(i, -1)}>{words.up}</button>
                <button type="button" disabled={i === rows.length - 1} aria-label={`${words.down}: ${called(i)}`} onClick={() => move(i, 1)}>{words.down}</button>
                <button type="button" aria-label={`${words.remove}: ${called(i)}`} onClick={() => form.takeOut(path, i, called(i), field)}>{words.remove}</button>
              </div>
            </div>
          )} />
        )
      })}
      {took ? <p role="status" className="pr-acts"><span>{fill(words.took_out, { what: took.what })}</span><button type="button" autoFocus onClick={form.undo}>{words.undo}</button></p> : null}
      <div className="pr-acts"><button type="button" disabled={Boolean(field.most && rows.length >= field.most)} onClick={add}>{field.add}</button></div>
    </div>
  )
}

// The keys of a text that mean nothing: named, taken for what they were meant to be, or left out.
function Strange({ form }) {
  const strange = form.faults.filter((one) => one.misspelt)
  const known = new Set(form.sections.flatMap((one) => one.fields.map((field) => field.path[0])))
  const exact = new Set(form.sections.flatMap((one) => one.fields.map((field) => field.path.join("."))))
  const other = form.faults.filter((one) => !one.misspelt && (!one.place.length || !known.has(one.place[0]) || (one.place.length === 1 && !exact.has(one.place[0]))))
  if (!strange.length && !other.length) return null
  const step = (one) => one.place.map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  function take(one) {
    const path = step(one)
    const value = get(form.data, path)
    form.setAll(put(put(form.data, path, undefined), [...path.slice(0, -1), one.take], value))
  }
  return (
    <section className="sf-strange" role="alert">
      {strange.length ? <h3>{words.strange}</h3> : null}
      <ul>
        {strange.map((one) => (
          <li key={one.place.join(".")} data-place={one.place.join(".")}><p className="pr-trouble">{one.place.length > 1 ? <code>{one.place.join(".")}</code> : null} {one.words}</p>
            <span className="pr-acts">{one.take && get(form.data, [...step(one).slice(0, -1), one.take]) === undefined ? <button type="button" onClick={() => take(one)}>{fill(words.take, { take: one.take })}</button> : null}<button type="button" onClick={() => form.setAll(put(form.data, step(one), undefined))}>{fill(words.leave_out, { key: one.place[one.place.length - 1] })}</button></span></li>
        ))}
        {other.map((one, i) => <li key={i}><p className="pr-trouble">{one.place.length ? <code>{one.place.join(".")}</code> : null} {one.words}</p></li>)}
      </ul>
    </section>
  )
}

// A conversation with the client that is being written: nothing of it is kept.
function TryOut({ tried, setTried, close, again }) {
  const [line, setLine] = useState("")
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")
  const { play, mark } = tried
  const head = useRef(null)
  const box = useRef(null)
  const talk = useRef(null)
  const result = useRef(null)
  useEffect(() => { if (result.current) { result.current.focus({ preventScroll: true }); result.current.scrollIntoView({ block: "center" }) } }, [mark])
  useEffect(() => { head.current.focus({ preventScroll: true }); head.current.scrollIntoView({ block: "start" }) }, [])
  useEffect(() => { if (talk.current) talk.current.scrollTop = talk.current.scrollHeight }, [play && play.turns.length])

  async function act(name, payload) {
    setBusy(true)
    const answer = await ask(name, { id: play.id, ...payload })
    setBusy(false)
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok && answer.play) setTried({ play: answer.play, mark: null })
    return answer
  }
  async function say(said) {
    if ((await act("practice_say", { line: said, turn: play.turns.length })).ok) setLine("")
    if (box.current) box.current.focus({ preventScroll: true })
  }
  async function back() {
    const answer = await act("practice_back", {})
    if (answer.ok) setLine(answer.line)
  }
  async function end() {
    const answer = await act("practice_try_end", {})
    if (answer.ok && !answer.mark) close()
    else if (answer.ok) setTried({ play, mark: answer.mark })
  }
  return (
    <section className="pr-play" aria-busy={busy}>
      <h3 ref={head} tabIndex={-1}>{fill(words.try_title, { title: play.title })}</h3>
      <p className="pr-small">{words.try_note}</p>
      <p lang={play.language}>{play.situation}</p>
      <ol className="pr-talk" ref={talk} tabIndex={0} aria-label={play.client} aria-live="polite">
        {play.opening ? <li className="is-client"><span className="pr-small">{play.client}</span><p lang={play.language}>{play.opening}</p></li> : null}
        {play.turns.map((turn, i) => (
          <li key={i} className="pr-turn">
            <div className="is-you"><span className="pr-small">{words.you}</span><p lang={play.language}>{turn.said.trim() || words.silence}</p></div>
            {turn.coach ? <p className="pr-effects">{turn.coach.effects.map((one) => <span key={one.words} className={one.good ? "is-good" : "is-poor"}>{one.good ? "+" : "−"} {one.words}</span>)}</p> : null}
            <div className="is-client"><span className="pr-small">{play.client}{turn.coach ? ` · ${turn.coach.mood}` : ""}</span><p lang={play.language}>{turn.answer}</p></div>
          </li>
        ))}
      </ol>
      {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
      {mark ? (
        <div className="sf-mark" ref={result} tabIndex={-1}>
          <p><strong>{fill(words.try_mark, { points: mark.points, tier: mark.tier })}</strong></p>
          {mark.held ? <p className="pr-note">{mark.held}</p> : null}
          <ul>{mark.aims.map((one, i) => <li key={i}><strong>{one.points}</strong> <span lang={mark.lang}>{one.text}</span>{one.quote ? <q lang={mark.lang}>{one.quote}</q> : null}</li>)}</ul>
          <p className="pr-small">{mark.skills.map((one) => `${one.title} ${one.points}`).join(" · ")}</p>
        </div>
      ) : play.over ? <p role="status" className="pr-told">{play.how_over}</p> : (
        <form className="pr-form" onSubmit={(event) => { event.preventDefault(); if (line.trim() && !busy) say(line) }}>
          <label><span>{words.line}</span><textarea ref={box} rows={2} maxLength={30000} value={line} onChange={(event) => setLine(event.target.value)}
            onKeyDown={(event) => { if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) { event.preventDefault(); if (line.trim() && !busy) say(line) } }} /></label>
          <div className="pr-acts"><button type="submit" className="is-first" disabled={busy || !line.trim()}>{words.say}</button><button type="button" disabled={busy} onClick={() => say("")}>{words.say_nothing}</button></div>
        </form>
      )}
      <div className="pr-acts">
        <button type="button" className={mark ? "is-first" : ""} disabled={busy} onClick={close}>{words.back_to_form}</button>
        {mark ? <button type="button" disabled={busy} onClick={again}>{words.try_again}</button> : <>
          <button type="button" disabled={busy || !play.turns.length} onClick={back}>{words.take_back}</button>
          <button type="button" disabled={busy || !play.turns.length} onClick={end}>{words.try_end}</button></>}
      </div>
    </section>
  )
}

export default function ScenarioForm() {
  // Every new message draws the forms above it anew: where one was is still known on this page.
  const memory = (window.scenarioForms = window.scenarioForms || {})
  const before = memory[props.id]
  const [state, setState] = useState(before ? before.state : "loading")
  const [told, setTold] = useState(before ? before.told : null)
  const [data, setData] = useState(before ? before.data : null)
  const [text, setText] = useState(before ? before.text : "")
  const [asText, setAsText] = useState(before ? before.asText : false)
  const [tried, setTried] = useState(before ? before.tried : null)
  const [took, setTook] = useState(null)
  const [kept, setKept] = useState(true)
  const [stale, setStale] = useState("")
  const [trouble, setTrouble] = useState("")
  const [done, setDone] = useState(before ? before.done : "")
  const [back, setBack] = useState(before ? before.back : {})
  const [busy, setBusy] = useState(false)
  const [reveal, setReveal] = useState(null)
  const [elsewhere, setElsewhere] = useState(false)
  const folds = useRef(before ? before.folds : { case: true })
  const seen = useRef(before ? before.seen : 0)
  const written = useRef(before ? before.text : "")
  const waiting = useRef(null)
  const sending = useRef(null)
  const timer = useRef(null)
  const here = useRef(null)
  const title = useId()
  const local = `scenario-form-${props.id}`

  useEffect(() => {
    if (!elsewhere && told) memory[props.id] = { state, told, data, text, asText, tried, done, back, folds: folds.current, seen: seen.current }
  })

  // The same form may stand in the conversation twice: the last one is the one.
  useEffect(() => {
    const look = () => {
      const all = document.querySelectorAll(`[data-scenario-form="${props.id}"]`)
      setElsewhere(all[all.length - 1] !== here.current)
    }
    window.addEventListener("scenario-form", look)
    window.dispatchEvent(new Event("scenario-form"))
    return () => { window.removeEventListener("scenario-form", look); setTimeout(() => window.dispatchEvent(new Event("scenario-form")), 0) }
  }, [])

  function take(answer) {
    setTold((was) => ({ ...was, ...answer }))
    setText(answer.text)
    written.current = answer.text
    setData(answer.data)
    if (!answer.data) setAsText(true)
    seen.current = answer.seen
  }

  // After a reload the form may be on the page a moment before the conversation is: it is asked for again.
  async function read() {
    for (const wait of [0, 400, 1200, 3000, 6000, 10000]) {
      await pause(wait)
      const answer = await ask("practice_form_read", { id: props.id })
      if (answer.ok) {
        take(answer)
        setState("open")
        setTrouble("")
        setStale("")
        const left = JSON.parse(sessionStorage.getItem(local) || "null")
        if (left && left.seen === answer.seen) change(left.typed)
        else sessionStorage.removeItem(local)
        return
      }
      if (!answer.unreached) { setState("gone"); return }
    }
    setTrouble(words.unreachable)
  }
  useEffect(() => {
    if (!before) read()
    return () => { clearTimeout(timer.current); send() }
  }, [])
  useEffect(() => {
    if (state === "loading" || !window.scenarioFormAsked) return
    window.scenarioFormAsked = false
    here.current.focus({ preventScroll: true })
    here.current.scrollIntoView({ block: "start" })
  }, [state])

  // What was typed, until the server has it.
  function change(typed) {
    if ("data" in typed) setData(typed.data)
    else setText(typed.text)
    waiting.current = typed
    setKept(false)
    setDone("")
    sessionStorage.setItem(local, JSON.stringify({ seen: seen.current, typed }))
    clearTimeout(timer.current)
    timer.current = setTimeout(send, REST)
  }
  async function send() {
    while (sending.current) await sending.current
    const typed = waiting.current
    if (!typed || stale) return
    sending.current = ask("practice_form_check", { id: props.id, seen: seen.current, ...typed })
    const answer = await sending.current
    sending.current = null
    setTrouble(answer.ok || answer.stale ? "" : answer.words)
    if (answer.stale) return setStale(answer.words)
    if (!answer.ok) return
    seen.current = answer.seen
    written.current = answer.text
    setTold((was) => ({ ...was, ...answer }))
    if (waiting.current !== typed) return sessionStorage.setItem(local, JSON.stringify({ seen: answer.seen, typed: waiting.current }))
    waiting.current = null
    sessionStorage.removeItem(local)
    setKept(true)
    if ("text" in typed) setData(answer.data)
    else setText(answer.text)
    return answer
  }
  async function sent() {
    clearTimeout(timer.current)
    for (let tries = 0; waiting.current && tries < 3; tries += 1) await send()
    return !waiting.current
  }

  async function go(name, payload) {
    if (!(await sent())) return { ok: false }
    setBusy(true)
    const answer = await ask(name, { id: props.id, ...payload })
    setBusy(false)
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.faults && !answer.ok) setTold((was) => ({ ...was, faults: answer.faults }))
    if (answer.meanwhile) setTold((was) => ({ ...was, meanwhile: answer.meanwhile }))
    return answer
  }
  const heard = () => window.dispatchEvent(new Event("scenario-written"))
  async function save() {
    const answer = await go("practice_form_keep", { seen: seen.current })
    if (!answer.ok) return
    setDone(answer.done)
    setBack({ saved: true })
    setState("saved")
    heard()
    here.current.focus()
  }
  async function close() {
    if (!(await sent())) return
    setDone(told.touched ? words.closed : words.gone)
    setBack({})
    setState("closed")
    heard()
  }
  async function discard() {
    const answer = await go("practice_form_discard")
    if (!answer.ok) return
    setDone(answer.done)
    setBack({ undo: answer.back })
    setState("closed")
    heard()
  }
  async function reopen() {
    if (back.undo && !(await go("practice_form_back", { id: back.undo })).ok) return
    setState("loading")
    await read()
    heard()
  }
  async function tryOut() {
    const answer = await go("practice_try")
    if (answer.ok) setTried({ play: answer.play, mark: null })
  }
  async function asOwn(then) {
    const other = data && data.name
    const answer = await go("practice_form_aside")
    if (!answer.ok) return
    take(answer)
    heard()
    if (then) await ask("practice_form", { name: other })
  }
  async function turn() {
    if (await sent()) { setAsText(!asText); setDone("") }
  }

  const set = (path, value) => {
    let next = put(data, path, value)
    // Where the short name follows the title it goes on following it; the hour stays the client's whatever their zone.
    const shortly = told && !told.changes && path.length === 1 && path[0] === "title"
    if (shortly && (!data.title || plain(String(data.title)) === data.name)) next = { ...next, name: plain(String(value)) || data.name }
    change({ data: next })
  }
  function takeOut(path, i, what, field) {
    const rows = list(get(data, path))
    let next = put(data, path, rows.filter((_, n) => n !== i))
    const refs = []
    const id = rows[i] && rows[i].id
    const point = { facts: [["aims", "met_by", "recalls"], ["aims", "met_by", "avoids"]], store: [["aims", "met_by", "offers"]], beats: [["beats", "after"]] }
    for (const [of, ...way] of (field.named && id && point[path[0]]) || []) {
      list(next[of]).forEach((one, n) => {
        const pointed = list(get(one, way))
        if (!pointed.includes(id)) return
        refs.push({ of, way, by: one.id, id })
        const rest = pointed.filter((other) => other !== id)
        next = put(next, [of, n, ...way], rest.length ? rest : undefined)
      })
    }
    setTook({ path, i, row: rows[i], what, refs })
    change({ data: next })
  }
  function undo() {
    const rows = [...list(get(data, took.path))]
    rows.splice(took.i, 0, took.row)
    let next = put(data, took.path, rows)
    for (const { of, way, by, id } of took.refs) {
      const n = list(next[of]).findIndex((one) => one && one.id === by)
      if (n >= 0) next = put(next, [of, n, ...way], [...list(get(next, [of, n, ...way])), id])
    }
    setTook(null)
    change({ data: next })
  }
  function lookAt(place) {
    setReveal(place.map(String))
    let tries = 0
    const find = () => {
      for (let n = place.length; n; n -= 1) {
        const found = here.current && here.current.querySelector(`[data-place="${place.slice(0, n).join(".")}"]`)
        const field = found && found.querySelector("input, textarea, select, button, summary")
        if (field && (n === place.length || tries > 4)) { field.focus(); found.scrollIntoView({ block: "center" }); return }
      }
      if ((tries += 1) < 8) setTimeout(find, 40)
      else setReveal(null)
    }
    setTimeout(find, 40)
  }

  // Who moves a row by the keyboard stays with it.
  function hold(names) {
    setTimeout(() => {
      const [found] = names.map((name) => here.current && here.current.querySelector(`button[aria-label=${JSON.stringify(name)}]:not(:disabled)`)).filter(Boolean)
      if (found) found.focus()
    }, 0)
  }

  const faults = (told && told.faults) || []
  const whole = kept && !faults.length
  const form = { id: title, data, faults, sections: (told && told.sections) || [], set, setAll: (next) => change({ data: next }), took, takeOut, undo, folds: folds.current, reveal, lookAt, hold }
  const first = faults.find((one) => !one.missing) || faults[0]
  return (
    <article className="practice scenario-form" data-scenario-form={props.id} aria-labelledby={`${title}-head`} aria-busy={busy || state === "loading"} ref={here} tabIndex={-1}>
      <header className="pr-head"><h2 id={`${title}-head`}>{(data && String(data.title || "").trim()) || (told && told.title) || words.loading}</h2></header>
      {elsewhere ? <p>{words.elsewhere}</p> : null}
      {!elsewhere && state === "loading" ? <p role={trouble ? "alert" : "status"}>{trouble || words.loading} {trouble ? <button type="button" className="pr-plain" onClick={() => { setTrouble(""); read() }}>{words.retry}</button> : null}</p> : null}
      {!elsewhere && state === "gone" ? <p>{words.gone}</p> : null}
      {!elsewhere && (state === "saved" || state === "closed") ? <div role="status" className="pr-told"><p>{done}</p><div className="pr-acts"><button type="button" disabled={busy} onClick={reopen}>{back.undo ? words.undo : back.saved ? words.change_again : words.open_again}</button></div></div> : null}
      {!elsewhere && state === "open" && tried ? <TryOut key={tried.play.id} tried={tried} setTried={setTried} close={() => setTried(null)} again={tryOut} /> : null}
      {!elsewhere && state === "open" ? (
        <div className="sf-whole" hidden={Boolean(tried)}>
          {told.meanwhile ? <div role="alert" className="pr-note"><p>{told.meanwhile}</p><div className="pr-acts"><button type="button" className="is-first" disabled={busy} onClick={() => asOwn(false)}>{words.as_own}</button><button type="button" disabled={busy} onClick={() => asOwn(true)}>{words.theirs}</button></div></div> : null}
          {stale ? <div role="alert" className="pr-note"><p>{stale}</p><div className="pr-acts"><button type="button" className="is-first" onClick={() => { waiting.current = null; sessionStorage.removeItem(local); setKept(true); read() }}>{words.show_newer}</button></div></div> : null}
          {asText ? (
            <>
              <label className="pr-field"><span>{words.text}</span><textarea className="pr-yaml" rows={20} spellCheck={false} maxLength={60000} aria-describedby={`${title}-text`} value={text} onChange={(event) => change({ text: event.target.value })} /></label>
              <p id={`${title}-text`} className="pr-small">{words.text_hint}</p>
              {data ? null : <p>{words.only_text}</p>}
              <ul className="pr-looked" aria-live="polite">{faults.map((one, i) => <li key={i} className={one.missing ? "is-missing" : ""}>{one.place.length ? <code>{one.place.join(".")}</code> : null} {one.words}</li>)}</ul>
            </>
          ) : (
            <>
              <Strange form={form} />
              {form.sections.map((section) => {
                const keys = section.fields.map((one) => one.path[0])
                return (
                  <Fold key={section.key} path={[section.key]} className="sf-section" open={section.key === "case"} summary={section.title} faults={faults.filter((one) => !one.misspelt && keys.includes(one.place[0]))}
                    form={form} holds={(place) => keys.includes(place[0])}
                    draw={() => <div className="sf-part"><p className="pr-small">{section.hint}</p>{section.fields.map((field) => <Field key={field.path.join(".")} field={field} base={[]} form={form} />)}</div>} />
                )
              })}
            </>
          )}
          <div className="sf-bar">
            <p role="status">{kept ? (told.touched ? words.draft_kept : "") : words.draft_not_kept} {faults.length ? <Count faults={faults} /> : kept ? words.whole : ""} {first && !asText ? <button type="button" className="pr-plain" onClick={() => lookAt(first.place)}>{words.go_to}</button> : null}</p>
            {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
            <div className="pr-acts">
              <button type="button" className="is-first" disabled={busy || !whole || Boolean(told.meanwhile)} onClick={save}>{words.save}</button>
              <button type="button" disabled={busy || !(told.whole && kept)} onClick={tryOut}>{words.try}</button>
            </div>
          </div>
          <div className="pr-acts">
            <button type="button" disabled={busy || (asText && !data)} onClick={turn}>{asText ? words.as_form : words.as_text}</button>
            <button type="button" disabled={busy} onClick={async () => { if (await sent()) download(written.current, `${(data && data.name) || "scenario"}.yaml`) }}>{words.export}</button>
            <button type="button" disabled={busy} onClick={close}>{words.close}</button>
            {told.touched ? <button type="button" disabled={busy} onClick={discard}>{words.discard}</button> : null}
          </div>
        </div>
      ) : null}
    </article>
  )
}
