// What is written down at the counter: a form to fill, or a proposal to confirm. The server reads its fields anew each time it
// is shown, checks everything that is sent, and says what was kept.
import { useEffect, useId, useRef, useState } from "react"
import { useSetRecoilState } from "recoil"
import { sideViewState } from "@chainlit/react-client"
import { TriangleAlert, Undo2 } from "lucide-react"

const TYPES = { phone: "tel", whatsapp: "tel", email: "email" }

function startOf(fields) {
  return Object.fromEntries(fields.filter((f) => f.kind !== "wording").map((f) => [f.key, f.value === undefined ? "" : f.value]))
}

// A field that hangs on another is asked for only where the other says so.
function wanted(field, values, fields) {
  return Object.entries(field.only || {}).every(([key, allowed]) =>
    !fields.some((f) => f.key === key) || !wanted(fields.find((f) => f.key === key), values, fields) || allowed.includes(values[key]))
}

function Options({ options }) {
  return options.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)
}

// Clients or products, by typing: a list below the field, by arrow keys or by thumb.
function Pick({ id, among, shown, words, onPick, describedBy, focus }) {
  const [typed, setTyped] = useState(shown || "")
  const [options, setOptions] = useState(null)
  const [at, setAt] = useState(-1)
  const asked = useRef(0)
  const here = useRef(null)
  useEffect(() => { if (focus && here.current) here.current.focus() }, [])

  async function look(text) {
    setTyped(text)
    onPick(null)
    const mine = ++asked.current
    if (!text.trim()) return setOptions(null)
    const told = await callAction({ name: "counter_look", payload: { among, typed: text } }).catch(() => null)
    if (mine !== asked.current) return
    setOptions((told && told.response && told.response.options) || [])
    setAt(-1)
  }

  function choose(one) {
    asked.current += 1
    setTyped(one.label)
    setOptions(null)
    onPick(one)
  }

  function onKeyDown(event) {
    if (!options || !options.length) return
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      setAt((at + (event.key === "ArrowDown" ? 1 : options.length - (at < 0 ? 0 : 1))) % options.length)
    } else if (event.key === "Enter") {
      event.preventDefault()
      choose(options[Math.max(0, at)])
    } else if (event.key === "Escape") {
      setOptions(null)
    }
  }

  return (
    <div className="cf-pick">
      <input id={id} ref={here} type="text" role="combobox" aria-expanded={Boolean(options && options.length)} aria-controls={`${id}-list`}
        aria-autocomplete="list" aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined} aria-describedby={describedBy}
        autoComplete="off" value={typed} onChange={(e) => look(e.target.value)} onKeyDown={onKeyDown} />
      <ul id={`${id}-list`} role="listbox" hidden={!options || !options.length}>
        {(options || []).map((one, i) => (
          <li key={one.value} id={`${id}-${i}`} role="option" aria-selected={i === at} onMouseDown={(e) => e.preventDefault()} onClick={() => choose(one)}>
            {one.label}
          </li>
        ))}
      </ul>
      {options && !options.length ? <p className="cf-hint" role="status">{among === "clients" ? words.nobody : words.nothing}</p> : null}
    </div>
  )
}

// What a client hears before agreeing, word for word in their language; nothing is granted unless it is switched on.
function OptIn({ field, id, values, set }) {
  const tongue = values[field.tongue]
  const spoken = field.spoken.languages.includes(tongue)
  const channels = field.channels[values[field.of]] || []
  const chosen = values[field.key] || []
  return (
    <fieldset className="cf-opt-in" aria-describedby={`${id}-hint`}>
      <legend>{field.label}</legend>
      <p id={`${id}-hint`} className="cf-hint">{spoken ? field.hint : `${field.hint} ${field.spoken.fallback}`}</p>
      {channels.map((channel) => (
        <label key={channel} className="cf-switch">
          <input type="checkbox" role="switch" checked={chosen.includes(channel)}
            onChange={(e) => set(e.target.checked ? [...chosen, channel] : chosen.filter((one) => one !== channel))} />
          <span><strong>{field.names[channel]}</strong><q lang={spoken ? tongue : "en"}>{field.wordings[channel][tongue]}</q></span>
        </label>
      ))}
    </fieldset>
  )
}

function Field({ field, values, set, trouble, words, focus }) {
  const id = useId()
  const value = values[field.key]
  const first = useRef(null)
  useEffect(() => { if (focus && first.current) first.current.focus() }, [])
  const about = [trouble ? `${id}-trouble` : "", field.hint && field.kind !== "opt_in" ? `${id}-hint` : ""].filter(Boolean).join(" ") || undefined
  const common = { id, "aria-describedby": about, "aria-invalid": trouble ? true : undefined, ref: first }
  const told = trouble ? <p id={`${id}-trouble`} className="cf-trouble" role="alert">{trouble}</p> : null
  const change = (e) => set(e.target.value)

  if (field.kind === "opt_in") return <>{told}<OptIn field={field} id={id} values={values} set={set} /></>
  if (field.kind === "wording") {
    return <div className="cf-field"><p className="cf-hint">{field.label} {field.note}</p><q className="cf-wording">{field.say[values[field.of]]}</q></div>
  }
  if (field.kind === "switch") {
    return (
      <div className="cf-field">
        <label className="cf-switch"><input type="checkbox" role="switch" checked={value === true} onChange={(e) => set(e.target.checked)} /><span>{field.label}</span></label>
        {told}
      </div>
    )
  }
  if (field.kind === "choice") {
    return (
      <fieldset className="cf-field cf-choice">
        <legend>{field.label}</legend>
        <div>{field.options.map((one) => (
          <label key={one.value}><input type="radio" name={id} checked={value === one.value} onChange={() => set(one.value)} /><span>{one.label}</span></label>
        ))}</div>
        {told}
      </fieldset>
    )
  }

  let drawn
  if (field.kind === "select") drawn = <select {...common} value={value} onChange={change}><Options options={field.options} /></select>
  else if (field.kind === "grouped") {
    drawn = (
      <select {...common} value={value} onChange={change}>
        <option value="">{words.choose}</option>
        {field.groups.map((group) => <optgroup key={group.label} label={group.label}><Options options={group.options} /></optgroup>)}
      </select>
    )
  } else if (field.kind === "pick") {
    drawn = <Pick id={id} among={field.among} shown={field.shown} words={words} describedBy={about} onPick={(one) => set(one ? String(one.value) : "")} />
  } else if (field.kind === "date" || field.kind === "time") {
    drawn = <input {...common} type={field.kind} min={field.least} value={value} onChange={change} />
  } else {
    const way = field.ways ? field.ways[values[field.of]] : values[field.of]
    const type = field.kind === "contact" ? TYPES[way] || "text" : "text"
    drawn = <input {...common} type={type} inputMode={type} autoComplete="off" autoCapitalize={field.key === "name" ? "words" : undefined}
      enterKeyHint="done" value={value} onChange={change} />
  }
  return (
    <div className="cf-field">
      <label htmlFor={id}>{field.label}</label>
      {drawn}
      {field.hint ? <p id={`${id}-hint`} className="cf-hint">{field.hint}</p> : null}
      {told}
    </div>
  )
}

function Summary({ lines, words }) {
  return (
    <dl className="cf-summary">
      {lines.map((line, i) => (
        <div key={i}>
          <dt>{line.label}</dt>
          {line.before ? <dd className="is-before"><span className="for-readers">{words.before}: </span><del>{line.before}</del></dd> : null}
          <dd className="is-after"><span className="for-readers">{words.after}: </span>{line.after}</dd>
        </div>
      ))}
    </dl>
  )
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export default function CounterForm() {
  // Every new message draws the forms above it anew: what was typed is still there, on this page and nowhere else.
  const typed = (window.counterForms = window.counterForms || {})
  const before = props.state === "open" ? typed[props.id] : null
  const [kept, setKept] = useState(before ? before.kept : props)
  const [live, setLive] = useState(before ? before.live : props.live || null)
  const [values, setValues] = useState(before ? before.values : props.live ? startOf(props.live.fields) : {})
  const [editing, setEditing] = useState(before ? before.editing : props.as === "form")
  const [trouble, setTrouble] = useState({})
  const [doubts, setDoubts] = useState(before ? before.doubts : [])
  const [busy, setBusy] = useState(false)
  const [tries, setTries] = useState(0)
  const fresh = useRef(Boolean(props.live) && !before)
  const heading = useRef(null)
  const title = useId()
  const words = props.words || {}

  // A tap draws the form anew, smaller: whoever tapped stays with it.
  useEffect(() => {
    if (window.counterFormTapped !== props.id) return
    window.counterFormTapped = null
    heading.current.focus({ preventScroll: true })
    heading.current.scrollIntoView({ block: "center" })
  }, [])

  useEffect(() => {
    if (kept.state === "open" && live) typed[props.id] = { kept, live, values, editing, doubts }
    else delete typed[props.id]
  })

  const openPanel = useSetRecoilState(sideViewState)
  const openCard = (who) => openPanel({
    title: who.name,
    elements: [{ id: `card ${who.client_id}`, type: "custom", name: "ClientCard", display: "side", props: { client_id: who.client_id, words: props.card_words } }],
  })

  async function call(name, more) {
    try {
      const told = await callAction({ name, payload: { id: props.id, ...more } })
      return (told && told.response) || { ok: false, words: words.did_not_work }
    } catch {
      return { ok: false, words: words.unreachable, unreached: true }
    }
  }

  function take(answer) {
    if (answer.props) setKept(answer.props)
    if (answer.live) {
      setLive(answer.live)
      const there = answer.live.fields.map((f) => f.key)
      setValues((typed) => ({ ...startOf(answer.live.fields), ...Object.fromEntries(Object.entries(typed).filter(([key, value]) => value !== "" && there.includes(key) && !answer.ok)) }))
    }
  }

  // After a reload the form may be on the page a moment before the conversation is: its fields are asked for again.
  useEffect(() => {
    if (live) return undefined
    let here = true
    async function read() {
      for (const wait of [0, 400, 1200, 3000, 6000, 10000]) {
        await pause(wait)
        const answer = await call("counter_show", {})
        if (!here) return
        if (!answer.unreached) {
          if (answer.ok) take(answer)
          return setTrouble(answer.ok ? {} : { "": answer.words })
        }
      }
      setTrouble({ "": words.unreachable })
    }
    read()
    return () => { here = false }
  }, [tries])

  async function tap(wantedNow, more = {}) {
    if (busy) return
    setBusy(true)
    setTrouble({})
    if (wantedNow !== "for") window.counterFormTapped = props.id
    const answer = await call(`counter_${wantedNow}`, more)
    setBusy(false)
    if (!answer.ok) window.counterFormTapped = null
    setDoubts(answer.doubts || [])
    take(answer)
    if (answer.ok && wantedNow === "reopen") setEditing(props.as === "form")
    if (!answer.ok && answer.words) {
      const beside = live && live.fields.some((f) => f.key === answer.field)
      setTrouble({ [beside ? answer.field : ""]: answer.words })
      if (beside) setEditing(true)
    }
  }

  const asked = live ? live.fields.filter((f) => wanted(f, values, live.fields)) : []
  const send = (anyway) => tap("send", {
    seen: live.seen,
    values: {
      ...(editing ? Object.fromEntries(asked.filter((f) => f.kind !== "wording").map((f) => [f.key, values[f.key]])) : {}),
      ...(anyway ? { anyway: doubts.map((one) => one.key) } : {}),
    },
  })

  const state = kept.state
  const status = { open: words.not_yet, kept: words.kept, discarded: words.discarded, undone: words.undone }[state]
  const open = state === "open"
  return (
    <section className={`counter-form is-${state}`} aria-labelledby={title} aria-busy={busy}>
      <header>
        <h2 id={title} ref={heading} tabIndex={-1}>{kept.said || (live && live.title) || (open ? words.loading : status)}</h2>
        <span className="cf-state" role="status">{open || kept.said ? status : ""}</span>
      </header>

      {open && live && live.pick ? (
        <div className="cf-field">
          <label htmlFor={`${title}-whom`}>{words.for_whom}</label>
          <Pick id={`${title}-whom`} among="clients" words={words} focus={fresh.current} onPick={(one) => one && tap("for", { client_id: one.value })} />
          <p className="cf-hint">{words.for_whom_hint}</p>
        </div>
      ) : null}

      {open && live && !live.pick ? (
        <form noValidate onSubmit={(e) => { e.preventDefault(); send(doubts.length > 0) }}>
          {editing ? asked.map((field, i) => (
            <Field key={field.key} field={field} values={values} words={words} trouble={trouble[field.key]} focus={i === 0 && fresh.current}
              set={(value) => { setValues({ ...values, [field.key]: value }); setDoubts([]) }} />
          )) : <Summary lines={live.summary} words={words} />}
          {doubts.length ? (
            <div className="cf-doubts" role="alert">
              <p><TriangleAlert aria-hidden="true" /><strong>{words.look_first}</strong></p>
              {doubts.map((one) => (
                <p key={one.key}>{one.words} {one.clients.map((who) => (
                  <button type="button" key={who.client_id} onClick={() => openCard(who)}>{who.label}</button>
                ))}</p>
              ))}
            </div>
          ) : null}
          {trouble[""] ? <p className="cf-trouble" role="alert">{trouble[""]}</p> : null}
          <footer>
            <button type="submit" className="is-first" disabled={busy}>
              {busy ? words.saving : doubts.length ? words.anyway : editing ? words.save : words.confirm}
            </button>
            {editing ? null : <button type="button" disabled={busy} onClick={() => setEditing(true)}>{words.change}</button>}
            <button type="button" disabled={busy} onClick={() => tap("discard")}>{words.discard}</button>
          </footer>
        </form>
      ) : null}

      {!open || !live ? (
        <>
          {trouble[""] ? <p className="cf-trouble" role="alert">{trouble[""]}</p> : null}
          <footer>
            {trouble[""] && open ? <button type="button" onClick={() => setTries(tries + 1)}>{words.reopen}</button> : null}
            {state === "kept" && kept.next ? kept.next.map((one) => (
              <button type="button" key={one.name} onClick={() => callAction({ name: one.name, payload: { client_id: one.client_id } })}>{one.label}</button>
            )) : null}
            {state === "kept" && kept.back && Object.keys(kept.back).length ? (
              <button type="button" disabled={busy} onClick={() => tap("undo")}><Undo2 aria-hidden="true" />{words.undo}</button>
            ) : null}
            {state === "discarded" || state === "undone" ? <button type="button" disabled={busy} onClick={() => tap("reopen")}>{words.reopen}</button> : null}
          </footer>
        </>
      ) : null}
    </section>
  )
}
