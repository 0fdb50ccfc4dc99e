// Practice together: one line of the client's, several answers, the client's reaction to each side by side.
// What it shows is read anew from the server, every few seconds while a group is open; back go ids, names and words.
import { useEffect, useId, useRef, useState } from "react"

const EVERY = 3000 // milliseconds between two looks at an open group
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

function Open({ told, act, busy }) {
  const [name, setName] = useState("")
  const [people, setPeople] = useState([])
  const pick = (one, on) => setPeople(on ? [...people, one] : people.filter((other) => other !== one))
  return (
    <form className="pr-form" onSubmit={(event) => { event.preventDefault(); act("practice_group_begin", { name, people }) }}>
      <h3>{words.new}</h3>
      <label><span>{words.scenario}</span><select required value={name} onChange={(event) => setName(event.target.value)}><option value="" />{told.scenarios.map((one) => <option key={one.value} value={one.value}>{one.label}</option>)}</select></label>
      {told.people.length ? <details className="pr-situation"><summary>{words.pick}</summary><div className="pr-picks">{told.people.map((one) => <label key={one.value} className="pr-check"><input type="checkbox" checked={people.includes(one.value)} onChange={(event) => pick(one.value, event.target.checked)} /> <span>{one.label}</span></label>)}</div></details> : null}
      <div className="pr-acts"><button type="submit" className="is-first" disabled={busy}>{words.begin}</button></div>
    </form>
  )
}

function Lobby({ told, act, busy }) {
  const [code, setCode] = useState("")
  return (
    <>
      {told.open.length ? <section className="pr-part"><h3>{words.open}</h3><ul className="pr-plain-list">{told.open.map((one) => <li key={one.id}><button type="button" className="pr-plain" disabled={busy} onClick={() => act(one.here ? "practice_group" : "practice_group_join", { id: one.id })}>{fill(one.here ? words.go_in : words.join_asked, { title: one.title })}</button> <span className="pr-small">{one.when}</span></li>)}</ul></section> : <p>{told.scenarios ? words.none_trainer : words.none}</p>}
      <form className="pr-form pr-code-form" onSubmit={(event) => { event.preventDefault(); act("practice_group_join", { code }) }}>
        <label><span>{words.code}</span><input required maxLength={20} autoComplete="off" autoCapitalize="characters" spellCheck={false} value={code} onChange={(event) => setCode(event.target.value)} /></label>
        <div className="pr-acts"><button type="submit" className={told.scenarios ? "" : "is-first"} disabled={busy}>{words.join}</button></div>
      </form>
      {told.scenarios ? <Open told={told} act={act} busy={busy} /> : null}
      {told.past.length ? <section className="pr-part"><h3>{words.past}</h3><ul className="pr-plain-list">{told.past.map((one) => <li key={one.id}><button type="button" className="pr-plain" disabled={busy} onClick={() => act("practice_group", { id: one.id })}>{fill(words.read, { title: one.title })}</button> <span className="pr-small">{one.when}</span></li>)}</ul></section> : null}
    </>
  )
}

function Answer({ group, act, busy }) {
  const [line, setLine] = useState("")
  async function hand(event) {
    event.preventDefault()
    if ((await act("practice_group_answer", { id: group.id, round: group.round, line })).ok) setLine("")
  }
  return (
    <form className="pr-form" onSubmit={hand}>
      {group.my_answer ? <p className="pr-note" lang={group.language}>{fill(words.handed_in, { said: group.my_answer })}</p> : null}
      <label><span>{words.your_answer}</span><textarea rows={3} maxLength={30000} required value={line} onChange={(event) => setLine(event.target.value)} /></label>
      <div className="pr-acts"><button type="submit" className="is-first" disabled={busy || !line.trim()}>{group.my_answer ? words.answer_again : words.answer}</button></div>
      <p className="pr-small">{words.wait}</p>
    </form>
  )
}

function Typed({ group, act, busy }) {
  const there = group.people.filter((one) => one.typed && !one.left)
  const [whose, setWhose] = useState("")
  const [line, setLine] = useState("")
  const now = there.some((one) => String(one.id) === whose) ? whose : there.length ? String((there.find((one) => !one.answered) || there[0]).id) : ""
  async function hand(event) {
    event.preventDefault()
    if ((await act("practice_group_answer", { id: group.id, round: group.round, line, member: Number(now) })).ok) { setLine(""); setWhose("") }
  }
  if (!there.length) return null
  return (
    <form className="pr-form" onSubmit={hand}>
      <label><span>{words.type_for}</span><select value={now} onChange={(event) => setWhose(event.target.value)}>{there.map((one) => <option key={one.id} value={one.id}>{one.name}{one.answered ? ` (${words.has_answered})` : ""}</option>)}</select></label>
      <label><span>{words.their_answer}</span><textarea rows={2} maxLength={30000} required value={line} onChange={(event) => setLine(event.target.value)} /></label>
      <div className="pr-acts"><button type="submit" disabled={busy || !line.trim()}>{words.keep}</button></div>
    </form>
  )
}

function People({ group, act, busy }) {
  const [name, setName] = useState("")
  const stands = (one) => (one.left ? words.has_left : !one.there ? words.not_there : one.answered ? words.has_answered : words.not_yet)
  return (
    <section className="pr-part">
      <h3>{words.people}</h3>
      {group.people.length ? <ul className="pr-people">{group.people.map((one) => <li key={one.id}><span>{one.name} <span className="pr-small">{stands(one)}</span></span>{one.left ? null : <button type="button" className="pr-plain" disabled={busy} onClick={() => act("practice_group_leave", { id: group.id, member: one.id })}>{fill(words.take_out, { name: one.name })}</button>}</li>)}</ul> : <p>{words.nobody}</p>}
      <details className="pr-situation"><summary>{words.add}</summary>
        <form className="pr-form" onSubmit={async (event) => { event.preventDefault(); if ((await act("practice_group_add", { id: group.id, name })).ok) setName("") }}>
          <label><span>{words.name}</span><input required maxLength={60} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} /></label>
          <div className="pr-acts"><button type="submit" disabled={busy}>{words.add_it}</button></div>
        </form></details>
    </section>
  )
}

function Compared({ group, act, look, busy }) {
  const { compared } = group
  const title = useId()
  const last = group.closed || group.ended ? group.round : group.round - 1
  const open = group.leads && group.closed && !group.ended && compared.round === group.round
  return (
    <section className="pr-part" aria-labelledby={title}>
      <h3 id={title}>{fill(words.compared, { n: compared.round })}</h3>
      {last > 1 ? <label className="pr-coach"><span>{words.rounds}</span><select value={compared.round} onChange={(event) => look(Number(event.target.value))}>{Array.from({ length: last }, (_, i) => <option key={i} value={i + 1}>{i + 1}</option>)}</select></label> : null}
      {compared.line ? <p className="pr-small" lang={group.language}>{fill(words.to, { line: compared.line })}</p> : null}
      <ul className="pr-cards pr-answers">
        {compared.answers.map((one) => (
          <li key={one.id} className={one.chosen ? "is-asked" : ""}>
            <h4>{one.name}</h4>
            {one.chosen ? <p className="pr-tags"><strong>{words.chosen}</strong></p> : null}
            <div className="pr-talk"><p className="is-you" lang={group.language}>{one.said}</p><div className="is-client"><span className="pr-small">{group.client} · {one.mood}</span><p lang={group.language}>{one.answer}</p></div></div>
            <ul className="pr-felt">{one.felt.map((felt) => <li key={felt.name}><span>{felt.name}</span> <strong>{felt.now}</strong> <span className={felt.change < 0 ? "is-poor" : felt.change > 0 ? "is-good" : ""}>{felt.change > 0 ? `+${felt.change}` : felt.change < 0 ? `−${-felt.change}` : "±0"}</span></li>)}</ul>
            {one.effects.length ? <p className="pr-effects">{one.effects.map((effect) => <span key={effect.words} className={effect.good ? "is-good" : "is-poor"}>{effect.good ? "+" : "−"} {effect.words}</span>)}</p> : null}
            {open ? <button type="button" disabled={busy} aria-label={fill(words.choose_of, { name: one.name })} onClick={() => act("practice_group_choose", { id: group.id, round: group.round, answer: one.id })}>{words.choose}</button> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Lead({ group, act, busy }) {
  const [sure, setSure] = useState(false)
  const [hides, setHides] = useState(group.hides_names)
  useEffect(() => { setHides(group.hides_names) }, [group.hides_names])
  const here = { id: group.id, round: group.round }
  if (sure) return <div className="pr-part"><p>{words.end_sure}</p><div className="pr-acts"><button type="button" className="is-first" disabled={busy} onClick={() => act("practice_group_end", here)}>{words.end_yes}</button><button type="button" onClick={() => setSure(false)}>{words.cancel}</button></div></div>
  return (
    <div className="pr-acts">
      {group.over ? null : group.closed ? <button type="button" disabled={busy} onClick={() => act("practice_group_reopen", here)}>{words.reopen}</button> : <button type="button" className="is-first" disabled={busy || !group.answered} onClick={() => act("practice_group_close", here)}>{words.close}</button>}
      <label className="pr-check"><input type="checkbox" checked={hides} onChange={async (event) => { const on = event.target.checked; setHides(on); if (!(await act("practice_group_hide", { ...here, on })).ok) setHides(!on) }} /> <span>{words.hide}</span></label>
      <button type="button" disabled={busy} onClick={() => setSure(true)}>{words.end}</button>
    </div>
  )
}

function Group({ group, act, look, leave, busy }) {
  const stands = group.closed ? words.closed : fill(words.answered, { k: group.answered, m: group.here })
  const playing = !group.ended && !group.over
  return (
    <>
      <p className="pr-row"><strong lang={group.language}>{group.title}</strong>{group.leads && !group.ended ? <span>{words.code_is} <strong className="pr-code">{group.code}</strong></span> : null}</p>
      <details className="pr-situation" open={group.round === 1 && !group.closed}><summary>{words.situation} · {group.where}</summary><p lang={group.language}>{group.situation}</p></details>
      <ol className="pr-talk" tabIndex={0} aria-label={group.client}>
        {group.opening ? <li className="is-client"><span className="pr-small">{group.client}</span><p lang={group.language}>{group.opening}</p></li> : <li className="pr-small">{words.begins_you}</li>}
        {group.turns.map((turn, i) => (
          <li key={i} className="pr-turn">
            <div className="is-you"><span className="pr-small">{words.group}</span><p lang={group.language}>{turn.said}</p></div>
            <div className="is-client"><span className="pr-small">{group.client}</span><p lang={group.language}>{turn.answer}</p></div>
          </li>
        ))}
      </ol>
      {group.over ? <p role="status" className="pr-told">{group.how_over}</p> : null}
      {group.ended ? <p role="status" className="pr-told">{words.ended}</p> : null}
      {playing ? <p role="status"><strong>{fill(words.round, { n: group.round })}</strong> · {stands}</p> : null}
      {playing && !group.closed && group.my_answer !== null ? <Answer key={group.round} group={group} act={act} busy={busy} /> : null}
      {playing && group.closed && !group.leads ? <p className="pr-small">{words.wait_choice}</p> : null}
      {group.compared && (group.closed || group.ended || group.leads) ? <Compared group={group} act={act} look={look} busy={busy} /> : null}
      {group.compared && !(group.closed || group.ended || group.leads) ? <details className="pr-situation"><summary>{fill(words.compared, { n: group.compared.round })}</summary><Compared group={group} act={act} look={look} busy={busy} /></details> : null}
      {group.leads && !group.ended ? <><Lead group={group} act={act} busy={busy} />{playing && !group.closed ? <Typed group={group} act={act} busy={busy} /> : null}<People group={group} act={act} busy={busy} /></> : null}
      {!group.leads && !group.ended ? <div className="pr-acts"><button type="button" disabled={busy} onClick={leave}>{words.leave}</button></div> : null}
    </>
  )
}

export default function GroupTable() {
  const [told, setTold] = useState(null)
  const [group, setGroup] = useState(null)
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")
  const asked = useRef(0)
  const round = useRef(null)
  const title = useId()

  function take(answer, mine) {
    if (mine !== asked.current) return
    setTrouble(answer.ok ? "" : answer.words)
    if (!answer.ok || answer.group === undefined) return
    if (answer.group === null) lobby()
    else setGroup(answer.group)
  }
  async function lobby(first) {
    const mine = ++asked.current
    const answer = await ask("practice_groups")
    if (mine !== asked.current) return
    setTrouble(answer.ok ? "" : answer.words)
    if (!answer.ok) return
    setTold(answer)
    setGroup(null)
    // After a reload one finds oneself in the group that one was in.
    const here = first && answer.open.find((one) => one.here && (one.mine || !answer.scenarios))
    if (here) act("practice_group", { id: here.id })
  }
  async function act(name, payload) {
    const mine = ++asked.current
    setBusy(true)
    round.current = null
    const answer = await ask(name, payload)
    setBusy(false)
    take(answer, mine)
    return answer
  }
  async function look(id, which) {
    const mine = ++asked.current
    take(await ask("practice_group", which ? { id, round: which } : { id }), mine)
  }
  useEffect(() => { lobby(true) }, [])

  const open = group && !group.ended ? group.id : null
  useEffect(() => {
    if (open === null) return undefined
    let waiting = false
    const timer = setInterval(async () => {
      if (waiting || busy || document.visibilityState !== "visible") return
      waiting = true
      await look(open, round.current)
      waiting = false
    }, EVERY)
    return () => clearInterval(timer)
  }, [open, busy])

  const begun = group ? group.round : 0
  useEffect(() => { round.current = null }, [begun])

  return (
    <article className="practice practice-group" aria-labelledby={title} aria-busy={busy || (!told && !trouble)}>
      <header className="pr-head"><h2 id={title}>{words.title}</h2>{group ? <nav aria-label={words.title}><button type="button" onClick={() => lobby()}>{words.back}</button></nav> : null}</header>
      {trouble ? <p role="alert" className="pr-trouble">{trouble} {!told ? <button type="button" className="pr-plain" onClick={() => lobby(true)}>{words.retry}</button> : null}</p> : null}
      {!told && !trouble ? <p role="status">{words.loading}</p> : null}
      {group && group.erased ? <p>{group.erased}</p> : null}
      {group && !group.erased ? <Group key={group.id} group={group} act={act} busy={busy} leave={() => act("practice_group_leave", { id: group.id })} look={(which) => { round.current = which; look(group.id, which) }} /> : null}
      {told && !group ? <Lobby told={told} act={act} busy={busy} /> : null}
    </article>
  )
}
