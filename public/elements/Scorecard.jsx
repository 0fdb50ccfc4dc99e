// The scorecard: the mark of a conversation with a simulated client. What it shows is read anew from the server.
import { useEffect, useId, useState } from "react"

const words = props.words || {}
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text || "")

async function ask(name, payload) {
  try {
    const answer = await callAction({ name, payload })
    return (answer && answer.response) || { ok: false, words: words.unreachable }
  } catch {
    return { ok: false, words: words.unreachable }
  }
}

function Bar({ points }) {
  return <svg className="pr-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect className="pr-bar-bed" width="100" height="6" /><rect className={points >= 50 ? "is-good" : "is-poor"} width={Math.max(points, 1)} height="6" /></svg>
}

function Curve({ curve, moments }) {
  const id = useId()
  const x = (i) => 30 + (i / Math.max(curve.length - 1, 1)) * 320
  const y = (value) => 150 - value * 1.35
  const path = (which) => curve.map((point, i) => `${i ? "L" : "M"}${x(i)} ${y(point[which])}`).join(" ")
  const last = curve[curve.length - 1]
  const says = fill(words.curve_says, { t0: curve[0][0], t1: last[0], c0: curve[0][1], c1: last[1], n: curve.length - 1 })
  return (
    <section className="pr-part" aria-labelledby={id}>
      <h3 id={id}>{words.curve}</h3>
      <svg className="pr-curve" viewBox="0 0 370 172" role="img" aria-label={says}>
        {[0, 50, 100].map((line) => <g key={line}><line className="pr-grid" x1="30" x2="350" y1={y(line)} y2={y(line)} /><text x="24" y={y(line) + 3} textAnchor="end">{line}</text></g>)}
        {curve.slice(1).map((_, i) => <text key={i} x={x(i + 1)} y="168" textAnchor="middle">{i + 1}</text>)}
        {moments.map((one, i) => <line key={i} className="pr-moment" x1={x(one.turn)} x2={x(one.turn)} y1={y(100)} y2={y(0)} />)}
        <path className="pr-trust" d={path(0)} /><path className="pr-comfort" d={path(1)} />
        {curve.map((point, i) => <g key={i}><circle className="pr-trust-dot" cx={x(i)} cy={y(point[0])} r="3" /><rect className="pr-comfort-dot" x={x(i) - 3} y={y(point[1]) - 3} width="6" height="6" /></g>)}
      </svg>
      <p className="pr-legend" aria-hidden="true"><span><i className="is-trust" /> {words.trust}</span><span><i className="is-comfort" /> {words.comfort}</span></p>
      {moments.length ? <><h4>{words.moments}</h4><ul className="pr-moments">{moments.map((one, i) => <li key={i}><strong>{fill(words.turn, { n: one.turn })}</strong> {one.words}</li>)}</ul></> : null}
    </section>
  )
}

function Radar({ skills, compared }) {
  const corner = (i, value) => { const a = -Math.PI / 2 + (i * 2 * Math.PI) / skills.length; return [150 + Math.cos(a) * value * 0.8, 105 + Math.sin(a) * value * 0.8] }
  const shape = (values) => values.map((value, i) => corner(i, value).map((n) => n.toFixed(1)).join(",")).join(" ")
  const says = skills.map((one) => `${one.title}: ${one.points}${one.before === null || one.before === undefined ? "" : ` (${one.before})`}`).join(", ")
  return (
    <figure className="pr-radar">
      <svg viewBox="-50 0 400 215" role="img" aria-label={says}>
        {[50, 100].map((ring) => <polygon key={ring} className="pr-grid" points={shape(skills.map(() => ring))} />)}
        {compared ? <polygon className="pr-before" points={shape(skills.map((one) => one.before || 0))} /> : null}
        <polygon className="pr-now" points={shape(skills.map((one) => one.points))} />
        {skills.map((one, i) => { const [cx, cy] = corner(i, 118); return <text key={one.key} x={cx} y={cy + 3} textAnchor={cx < 140 ? "end" : cx > 160 ? "start" : "middle"}>{one.title}</text> })}
      </svg>
      {compared ? <figcaption className="pr-legend"><span><i className="is-trust" /> {words.now}</span><span><i className="is-before" /> {words.before}</span></figcaption> : null}
    </figure>
  )
}

function Form({ label, rows, send, done, cancel, children }) {
  const [text, setText] = useState("")
  const [busy, setBusy] = useState(false)
  return (
    <form className="pr-form" onSubmit={async (event) => { event.preventDefault(); setBusy(true); await done(text); setBusy(false) }}>
      {children}
      <label><span>{label}</span><textarea rows={rows || 2} maxLength={1000} required value={text} onChange={(event) => setText(event.target.value)} /></label>
      <div className="pr-acts"><button type="submit" className="is-first" disabled={busy}>{send}</button><button type="button" onClick={cancel}>{words.cancel}</button></div>
    </form>
  )
}

function Correct({ points, done, cancel }) {
  const [mark, setMark] = useState(points)
  return (
    <Form label={words.correct_reason} send={words.correct_keep} cancel={cancel} done={(reason) => done({ points: Number(mark), reason })}>
      <label><span>{words.correct_points}</span><input type="number" min="0" max="100" required value={mark} onChange={(event) => setMark(event.target.value)} /></label>
    </Form>
  )
}

export default function Scorecard() {
  const base = useId()
  const [card, setCard] = useState(null)
  const [trouble, setTrouble] = useState("")
  const [told, setTold] = useState("")
  const [open, setOpen] = useState("")

  async function look() {
    setTrouble("")
    const answer = await ask("practice_mark", { id: props.id })
    if (answer.ok) setCard(answer)
    else setTrouble(answer.words)
  }

  useEffect(() => { look() }, [])

  async function act(name, payload) {
    const answer = await ask(name, { id: props.id, ...payload })
    setTrouble(answer.ok ? "" : answer.words)
    if (!answer.ok) return
    setTold(answer.done)
    setOpen("")
    await look()
  }

  if (!card) return <div className="practice" role={trouble ? "alert" : "status"}><p>{trouble || words.loading}</p>{trouble ? <button type="button" className="pr-plain" onClick={look}>{words.retry}</button> : null}</div>
  const who = card.mine ? words.you : words.associate
  return (
    <article className={`practice scorecard ${card.passed ? "is-passed" : "is-short"}`} aria-labelledby={base}>
      <header className="pr-mark">
        <div><h2 id={base}>{words.title}: {card.title}</h2><p className="pr-small">{card.about}</p></div>
        <p className="pr-points"><strong>{card.points}</strong> <span>{words.of_hundred}</span> <em>{card.tier}</em></p>
      </header>
      {card.erased ? <p className="pr-note">{card.erased}</p> : null}
      {[card.correction, card.held].filter(Boolean).map((line) => <p key={line} className="pr-note">{line}</p>)}
      {[card.again, card.coached, card.voiced].filter(Boolean).map((line) => <p key={line} className="pr-small">{line}</p>)}

      {card.erased ? null : <section className="pr-part" aria-labelledby={`${base}-aims`}>
        <h3 id={`${base}-aims`}>{words.aims}</h3>
        <ul className="pr-list">
          {card.aims.map((aim) => (
            <li key={aim.text}><p className="pr-row"><span lang={card.lang}>{aim.text}</span><strong>{aim.points}</strong></p><Bar points={aim.points} />
              {aim.quote ? <p><span className="pr-small">{words.said}</span> <q lang={card.lang}>{aim.quote}</q></p> : null}
              {aim.better ? <p><span className="pr-small">{words.better}</span> <q className="pr-better" lang={card.lang}>{aim.better}</q></p> : null}</li>
          ))}
        </ul>
      </section>}
      <div className="pr-pair">
        {card.erased ? null : <Curve curve={card.curve} moments={card.moments} />}
        <section className="pr-part" aria-labelledby={`${base}-skills`}><h3 id={`${base}-skills`}>{words.skills}</h3><Radar skills={card.skills} compared={card.compared} /></section>
      </div>
      <ul className="pr-list">
        {card.skills.map((skill) => (
          <li key={skill.key}><p className="pr-row"><strong>{skill.title}</strong><strong>{skill.points}</strong></p><Bar points={skill.points} />
            {skill.quote || skill.because ? <p><span className="pr-small">{words.said}</span> <q lang={card.lang}>{skill.quote || words.silence}</q></p> : null}
            {skill.because ? <p className="pr-small">{skill.because} · {skill.felt}</p> : null}
            {skill.better ? <p><span className="pr-small">{words.better}</span> {skill.better}</p> : null}</li>
        ))}
      </ul>

      {card.erased ? null : <details className="pr-lines"><summary>{words.lines}</summary>
        <ol className="pr-talk">
          {card.opening ? <li className="is-client"><span className="pr-small">{card.client}</span><p lang={card.lang}>{card.opening}</p></li> : null}
          {card.lines.map((line) => (
            <li key={line.n} className="pr-turn">
              <div className="is-you"><span className="pr-small">{who} · {fill(words.turn, { n: line.n })}{line.again ? ` · ${words.tried}` : ""}</span><p lang={card.lang}>{line.said.trim() || words.silence}</p></div>
              {line.coach ? <p className="pr-small pr-coached">{line.coach}</p> : null}
              {line.effects.length ? <p className="pr-effects">{line.effects.map((one) => <span key={one.words} className={one.good ? "is-good" : "is-poor"}>{one.good ? "+" : "−"} {one.words}</span>)}</p> : null}
              <div className="is-client"><span className="pr-small">{card.client} · {line.mood}</span><p lang={card.lang}>{line.answer}</p></div>
              {line.comments.map((one, i) => <blockquote key={i}><span className="pr-small">{one.by}</span><p>{one.words}</p></blockquote>)}
              {card.follows && !card.mine ? (open === `comment ${line.n}`
                ? <Form label={fill(words.comment, { n: line.n })} send={words.comment_keep} cancel={() => setOpen("")} done={(text) => act("practice_comment", { turn: line.n, words: text })} />
                : <button type="button" className="pr-plain" onClick={() => setOpen(`comment ${line.n}`)}>{fill(words.comment, { n: line.n })}</button>) : null}
            </li>
          ))}
        </ol>
      </details>}

      {card.objections && card.objections.length ? (
        <section className="pr-part" aria-labelledby={`${base}-said`}><h3 id={`${base}-said`}>{words.objections}</h3>
          <ul className="pr-list">{card.objections.map((one) => <li key={one.id}>{one.words ? <q>{one.words}</q> : null}<p className="pr-small">{one.answer}</p></li>)}</ul></section>
      ) : null}
      {card.erased ? null : <p className="pr-small">{card.kept}</p>}
      <p role="status" className="pr-told">{told}</p>
      {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
      {open === "disagree" ? <Form label={words.disagree_why} send={words.send} cancel={() => setOpen("")} done={(text) => act("practice_object", { words: text })} /> : null}
      {open === "correct" ? <Correct points={card.points} cancel={() => setOpen("")} done={(given) => act("practice_correct", given)} /> : null}
      {!open && !card.erased ? (
        <div className="pr-acts">
          {card.mine ? <button type="button" onClick={() => { setTold(""); setOpen("disagree") }}>{words.disagree}</button> : null}
          {card.mine ? <button type="button" aria-pressed={card.shared} onClick={() => act("practice_share", { on: !card.shared })}>{card.shared ? words.unshare : words.share}</button> : null}
          {card.follows && !card.mine ? <button type="button" onClick={() => { setTold(""); setOpen("correct") }}>{words.correct}</button> : null}
        </div>
      ) : null}
    </article>
  )
}
