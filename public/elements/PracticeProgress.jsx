// Progress: how often somebody practised, and each skill week by week, as small pictures side by side; the same as a table.
import { useEffect, useId, useState } from "react"

const words = props.words || {}
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replaceAll(`{${key}}`, value), text || "")

async function ask(name) {
  try {
    const answer = await callAction({ name, payload: {} })
    return (answer && answer.response) || { ok: false, words: words.unreachable }
  } catch {
    return { ok: false, words: words.unreachable }
  }
}

function download(text, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }))
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

const x = (i, weeks) => 42 + (weeks > 1 ? (i / (weeks - 1)) * 182 : 91)
const y = (value, most) => 84 - (value / most) * 74

// The weeks in which there was no practice are passed over: the line joins those in which there was.
const path = (values, most) => values.map((value, i) => [value, i]).filter(([value]) => value !== null).map(([value, i], n) => `${n ? "L" : "M"}${x(i, values.length)} ${y(value, most)}`).join(" ")

function Frame({ title, says, weeks, lines, most, children }) {
  return (
    <figure className="pr-small-picture">
      <figcaption>{title}</figcaption>
      <svg className="pr-curve" viewBox="0 0 250 102" role="img" aria-label={says}>
        {lines.map((line) => <g key={line}><line className="pr-grid" x1="30" x2="236" y1={y(line, most)} y2={y(line, most)} /><text x="25" y={y(line, most) + 4} textAnchor="end">{line}</text></g>)}
        {children}
        <text x={weeks.length > 1 ? 30 : 133} y="99" textAnchor={weeks.length > 1 ? "start" : "middle"}>{weeks[0].label}</text>
        {weeks.length > 1 ? <text x="236" y="99" textAnchor="end">{weeks[weeks.length - 1].label}</text> : null}
      </svg>
    </figure>
  )
}

function Times({ weeks, curve }) {
  const counts = curve.weeks.map((one) => one.n)
  const most = Math.max(...counts, 1)
  const width = Math.min(18, 160 / counts.length)
  const says = fill(words.says_times, { title: words.times, name: curve.name, n: counts.reduce((sum, n) => sum + n, 0) })
  return (
    <Frame title={words.times} says={says} weeks={weeks} lines={[0, most]} most={most}>
      {counts.map((n, i) => (n ? <rect key={i} className="pr-times" x={x(i, counts.length) - width / 2} y={y(n, most)} width={width} height={84 - y(n, most)} /> : null))}
    </Frame>
  )
}

function Skill({ title, weeks, curve, all, at }) {
  const values = curve.weeks.map((one) => one.marks[at])
  const seen = values.filter((value) => value !== null)
  const says = seen.length ? fill(words.says, { title, name: curve.name, first: seen[0], last: seen[seen.length - 1], n: weeks.length }) : `${title}: ${words.no_mark}`
  return (
    <Frame title={<>{title} {seen.length ? <strong>{seen[seen.length - 1]}</strong> : <span className="pr-small">{words.no_mark}</span>}</>} says={says} weeks={weeks} lines={[0, 50, 100]} most={100}>
      {all ? <path className="pr-comfort" d={path(all.weeks.map((one) => one.marks[at]), 100)} /> : null}
      <path className="pr-trust" d={path(values, 100)} />
      {values.map((value, i) => (value === null ? null : <circle key={i} className="pr-trust-dot" cx={x(i, values.length)} cy={y(value, 100)} r="3.2" />))}
    </Frame>
  )
}

function Numbers({ told, curve }) {
  const there = told.weeks.map((week, i) => [week, curve.weeks[i]]).filter(([, one]) => one.n)
  return (
    <details className="pr-situation"><summary>{words.table}</summary>
      <div className="pr-wide" tabIndex={0} role="group" aria-label={words.table}><table>
        <thead><tr>{[words.week, words.times, ...told.titles].map((one) => <th key={one} scope="col">{one}</th>)}</tr></thead>
        <tbody>{there.map(([week, one]) => <tr key={week.key}><th scope="row">{week.label}</th><td>{one.n}</td>{one.marks.map((mark, i) => <td key={i}>{mark === null ? "–" : mark}</td>)}</tr>)}</tbody>
      </table></div>
    </details>
  )
}

export default function PracticeProgress() {
  const [told, setTold] = useState(null)
  const [chosen, setChosen] = useState(0)
  const [trouble, setTrouble] = useState("")
  const title = useId()

  async function look() {
    const answer = await ask("practice_progress")
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) setTold(answer)
  }
  async function save() {
    const answer = await ask("practice_progress_export")
    setTrouble(answer.ok ? "" : answer.words)
    if (answer.ok) download(answer.text, answer.file)
  }
  useEffect(() => { look() }, [])

  if (!told) return <div className="practice" role={trouble ? "alert" : "status"}><p>{trouble || words.loading}</p>{trouble ? <button type="button" className="pr-plain" onClick={look}>{words.retry}</button> : null}</div>
  const curve = told.curves[chosen] || told.curves[0]
  const all = curve && curve.kind !== "all" ? told.curves.find((one) => one.kind === "all") : null
  const marked = curve && curve.weeks.some((one) => one.marks[0] !== null)
  return (
    <article className="practice practice-progress" aria-labelledby={title}>
      <header className="pr-head"><h2 id={title}>{words.title}{told.curves.length === 1 ? `: ${curve.name}` : ""}</h2></header>
      {told.leads ? <p className="pr-small">{words.only_done}</p> : null}
      {!curve ? <p>{words.none}</p> : (
        <>
          {told.curves.length > 1 ? (
            <label className="pr-coach"><span>{words.of}</span><select value={chosen} onChange={(event) => setChosen(Number(event.target.value))}>
              {["all", "store", "person"].map((kind) => <optgroup key={kind} label={words[kind]}>{told.curves.map((one, i) => (one.kind === kind ? <option key={i} value={i}>{one.name}</option> : null))}</optgroup>)}
            </select></label>
          ) : null}
          <div className="pr-pictures">
            <Times weeks={told.weeks} curve={curve} />
            {marked && told.titles.map((one, i) => <Skill key={one} title={one} weeks={told.weeks} curve={curve} all={all} at={i} />)}
          </div>
          {marked && all ? <p className="pr-legend" aria-hidden="true"><span><i className="is-trust" /> {curve.name}</span><span><i className="is-comfort" /> {words.compared}</span></p> : null}
          <Numbers told={told} curve={curve} />
          <div className="pr-acts"><button type="button" onClick={save}>{words.save}</button></div>
        </>
      )}
      <p className="pr-small">{told.kept}</p>
      {trouble ? <p role="alert" className="pr-trouble">{trouble}</p> : null}
    </article>
  )
}
