// One client at a glance. Only the client's id is kept with the conversation: what is shown is read from the rows each time it opens.
import { useEffect, useState } from "react"
import { useSetRecoilState } from "recoil"
import { sideViewState } from "@chainlit/react-client"
import {
  BellRing, CalendarCheck, CalendarClock, CalendarPlus, Check, ChevronDown, ChevronRight, CircleSlash, EyeOff, Footprints, Gem, HandHeart, Heart, Mail, MailPlus,
  MessageCircle, MessageSquare, NotebookPen, Pencil, Phone, RefreshCw, Ruler, Scissors, ShoppingBag, Sparkles, Stamp, TriangleAlert, X,
} from "lucide-react"

const ICONS = {
  appointment: CalendarClock, promise: HandHeart, case: Scissors, wish: Heart, fact: Sparkles, purchase: ShoppingBag,
  contact: MessageCircle, whatsapp: MessageCircle, email: Mail, sms: MessageSquare, phone: Phone, call: Phone, post: Stamp,
  note_new: NotebookPen, counter_book: CalendarPlus, counter_wish: Heart, counter_correct: Pencil,
  open: Footprints, sizes: Ruler, wishes: Heart, known: Gem,
}
const STATUS = { granted: Check, withdrawn: X, refused: CircleSlash }
const FEW = 5
const SHORT = 10 // letters that stand beside their label: a size

function Icon({ name, of = ICONS }) {
  const Drawn = of[name]
  return Drawn ? <Drawn aria-hidden="true" className="cc-icon" /> : null
}

function Tags({ tags }) {
  return tags.map((tag) => <span key={tag.text} className={`cc-tag is-${tag.tone}`}>{tag.text}</span>)
}

// A line that opens the row behind it, word for word, right below.
function Row({ row, client, ask }) {
  const [open, setOpen] = useState(false)
  const [source, setSource] = useState(null)
  const [trouble, setTrouble] = useState("")
  const key = `${client}-${row.kind}-${row.id}`
  const brief = row.text.length <= SHORT

  async function toggle() {
    setOpen(!open)
    if (open || source) return
    const told = await ask("client_card_row", { kind: row.kind, id: row.id })
    if (told.ok) setSource(told.source)
    else setTrouble(told.words)
  }

  return (
    <li className={`cc-row of-${row.kind}`}>
      <button type="button" aria-expanded={open} aria-controls={key} onClick={toggle}>
        <Icon name={row.kind} />
        <span className="cc-head">
          {row.label ? <span className="cc-label">{row.label}</span> : null}
          {brief ? <strong>{row.text}</strong> : null}
          {row.tags.length ? <span className="cc-tags"><Tags tags={row.tags} /></span> : null}
        </span>
        {brief ? null : <span className="cc-text">{row.text}</span>}
        <span className="cc-meta">{row.meta}<ChevronDown aria-hidden="true" className="cc-chevron" /></span>
      </button>
      <div id={key} className="cc-source" hidden={!open}>
        {trouble ? <p role="alert">{trouble}</p> : null}
        {source ? (
          <>
            <p className="cc-source-head">{source.head}</p>
            {source.lines.length ? <ul>{source.lines.map((line, i) => <li key={i}>{line}</li>)}</ul> : null}
            {source.words ? <blockquote>{source.words}</blockquote> : null}
            {source.facts.length ? <p className="cc-source-head">{source.facts.join(" · ")}</p> : null}
            <p className="cc-tags">
              {source.known_by ? <span className="cc-tag is-plain">{source.known_by}</span> : null}
              {source.hush ? <span className="cc-tag is-hush">{source.hush}</span> : null}
            </p>
          </>
        ) : null}
      </div>
    </li>
  )
}

function Rows({ rows, words, few = FEW, ...more }) {
  const [all, setAll] = useState(false)
  const shown = all ? rows : rows.slice(0, few)
  return (
    <>
      <ul className="cc-rows">
        {shown.map((row) => <Row key={`${row.kind}-${row.id}`} row={row} {...more} />)}
      </ul>
      {rows.length > few ? (
        <button type="button" className="cc-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.fewer : words.all.replace("{n}", rows.length)}
        </button>
      ) : null}
    </>
  )
}

function Section({ section, words, act, ...more }) {
  return (
    <section className={`cc-section of-${section.key}`}>
      <h3><Icon name={section.key} />{section.title}</h3>
      {section.rows.length ? <Rows rows={section.rows} words={words} {...more} /> : (
        <p className="cc-empty">
          {section.empty}
          {section.fill ? <button type="button" onClick={() => act(section.fill.name)}>{section.fill.label}</button> : null}
        </p>
      )}
    </section>
  )
}

// What is being written to them. A tap opens it in the conversation; with none, one is begun there.
function Drafts({ drafts, ask, done }) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState("")

  async function press(name, payload = {}) {
    setBusy(true)
    const told = await ask(name, payload)
    setBusy(false)
    setTrouble(told.ok === false ? told.words : "")
    if (told.ok === false) return
    if (told.ask) sendUserMessage(told.ask)
    done(name !== "remind_back")
  }

  return (
    <section className="cc-section of-drafts" aria-busy={busy}>
      <h3><MailPlus aria-hidden="true" className="cc-icon" />{drafts.title}</h3>
      {drafts.rows.length ? (
        <ul className="cc-rows">
          {drafts.rows.map((row) => (
            <li key={row.id} className="cc-row of-draft">
              <button type="button" disabled={busy} onClick={() => press("draft_open", { draft_id: row.id })}>
                <Icon name={row.channel} />
                <span className="cc-head"><strong>{row.state}</strong><span className="cc-label">{row.how}</span></span>
                <span className="cc-meta">{row.when}<ChevronRight aria-hidden="true" className="cc-chevron" /></span>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="cc-empty">
          {drafts.none}
          {drafts.write ? <button type="button" disabled={busy} onClick={() => press("draft_begin")}>{drafts.write}</button> : null}
        </p>
      )}
      {drafts.older ? <p className="cc-small">{drafts.older}</p> : null}
      {drafts.reminder ? (
        <p className="cc-empty"><BellRing aria-hidden="true" className="cc-icon" /><span>{drafts.reminder.line}</span>
          <button type="button" disabled={busy} onClick={() => press("remind_back")}>{drafts.reminder.back}</button>
        </p>
      ) : null}
      {trouble ? <p role="alert">{trouble}</p> : null}
    </section>
  )
}

function Leave({ leave, words, client, ask }) {
  const [opened, setOpened] = useState(null)
  const row = leave.find((one) => one.channel === opened)
  return (
    <section className="cc-section of-leave">
      <h3><Icon name="email" />{words.leave}</h3>
      <ul className="cc-leave">
        {leave.map((one) => (
          <li key={one.channel} className={`is-${one.status}`}>
            <button type="button" disabled={!one.id} aria-expanded={one.id ? opened === one.channel : undefined}
              onClick={() => setOpened(opened === one.channel ? null : one.channel)}>
              <span className="cc-channel"><Icon name={one.channel} />{one.label}</span>
              <span className="cc-status"><Icon name={one.status} of={STATUS} />{one.words}</span>
              <span className="cc-small">{one.meta}</span>
              {one.address ? <span className="cc-small cc-address">{one.address.split(/(?<=@)/).map((part, i) => <span key={i}>{part}<wbr /></span>)}</span> : null}
              {one.service ? <span className="cc-small">{one.service}</span> : null}
            </button>
          </li>
        ))}
      </ul>
      {row ? <OpenedConsent key={row.id} row={row} client={client} ask={ask} /> : null}
    </section>
  )
}

function OpenedConsent({ row, ask }) {
  const [source, setSource] = useState(null)
  useEffect(() => { ask("client_card_row", { kind: "consent", id: row.id }).then((told) => setSource(told.source || { facts: [told.words] })) }, [])
  return source ? (
    <div className="cc-source" role="status">
      <p className="cc-source-head">{source.head}</p>
      {source.words ? <blockquote>{source.words}</blockquote> : null}
      <p className="cc-source-head">{source.facts.join(" · ")}</p>
    </div>
  ) : null
}

// What the client told nobody to repeat is not on the page until somebody asks for it, and leaves it again with one tap.
function Staff({ summary, words, client, ask }) {
  const [told, setTold] = useState(null)
  const [busy, setBusy] = useState(false)
  async function toggle() {
    if (told) return setTold(null)
    setBusy(true)
    setTold(await ask("client_card_staff", {}))
    setBusy(false)
  }
  return (
    <section className="cc-staff">
      <div className="cc-staff-head">
        <EyeOff aria-hidden="true" className="cc-icon" />
        <div>
          <h3>{words.staff}</h3>
          <p>{summary}</p>
          {told ? null : <p className="cc-small">{words.staff_hint}</p>}
        </div>
        <button type="button" aria-expanded={Boolean(told)} disabled={busy} onClick={toggle}>{told ? words.hide : words.show}</button>
      </div>
      {told && !told.ok ? <p role="alert">{told.words}</p> : null}
      {told && told.ok ? ["hushed", "careful"].map((kind) => told[kind].length ? (
        <div key={kind}>
          <h4>{words[kind]}</h4>
          <Rows rows={told[kind]} words={words} few={kind === "hushed" ? told[kind].length : FEW} client={client} ask={ask} />
        </div>
      ) : null) : null}
    </section>
  )
}

const WIDE = 600

function Picture({ timeline, words }) {
  if (timeline.marks.length < 2) return null
  const at = (mark) => 8 + mark.x * (WIDE - 16)
  return (
    <figure className="cc-picture">
      <svg viewBox={`0 0 ${WIDE} 44`} role="img" aria-label={timeline.picture} preserveAspectRatio="none">
        <line x1="8" x2={WIDE - 8} y1="30" y2="30" />
        {timeline.marks.map((mark, i) => mark.kind === "contact"
          ? <line key={i} className="is-contact" x1={at(mark)} x2={at(mark)} y1="22" y2="30" />
          : <line key={i} className={`is-${mark.kind}`} x1={at(mark)} x2={at(mark)} y1="6" y2="30" />)}
      </svg>
      <figcaption>
        <span>{timeline.from}</span>
        <span className="cc-legend"><i className="is-purchase" />{words.legend_purchase}<i className="is-contact" />{words.legend_contact}</span>
        <span>{timeline.to}</span>
      </figcaption>
    </figure>
  )
}

function Happened({ first, words, client, ask }) {
  const [timeline, setTimeline] = useState(first)
  const [busy, setBusy] = useState(false)
  async function more() {
    setBusy(true)
    const told = await ask("client_card_more", { shown: timeline.shown })
    if (told.ok) setTimeline(told.timeline)
    setBusy(false)
  }
  return (
    <section className="cc-section of-timeline">
      <h3><CalendarCheck aria-hidden="true" className="cc-icon" />{words.timeline}</h3>
      {timeline.rows.length ? (
        <>
          <Picture timeline={timeline} words={words} />
          <ul className="cc-rows cc-line">
            {timeline.rows.map((row) => <Row key={`${row.kind}-${row.id}`} row={row} client={client} ask={ask} />)}
          </ul>
          {timeline.more ? <button type="button" className="cc-more" disabled={busy} onClick={more}>{timeline.more}</button> : null}
        </>
      ) : <p className="cc-empty">{words.timeline_none}</p>}
    </section>
  )
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export default function ClientCard() {
  const [card, setCard] = useState(null)
  const [gone, setGone] = useState("")
  const [tries, setTries] = useState(0)
  const [refused, setRefused] = useState("")
  const setPanel = useSetRecoilState(sideViewState)
  const client = props.client_id
  const said = props.words || {}

  async function ask(name, payload) {
    try {
      const told = await callAction({ name, payload: { client_id: client, ...payload } })
      return (told && told.response) || { ok: false, words: said.trouble }
    } catch {
      return { ok: false, words: said.trouble, unreached: true }
    }
  }

  useEffect(() => {
    let here = true
    async function read() {
      // After a reload the card may be on the page a moment before the conversation is: it is asked for again.
      for (const wait of [0, 400, 1200, 3000, 6000, 10000]) {
        await pause(wait)
        const told = await ask("client_card", {})
        if (!here) return
        if (!told.unreached) {
          setCard(told.ok ? told.card : null)
          return setGone(told.ok ? "" : told.words)
        }
      }
      setGone(said.trouble)
    }
    read()
    return () => { here = false }
  }, [client, tries])

  if (gone) {
    return (
      <article className="client-card is-gone" role="status">
        <TriangleAlert aria-hidden="true" className="cc-icon" />
        <p>{gone}</p>
        {gone === said.trouble ? <button type="button" className="cc-more" onClick={() => { setGone(""); setTries(tries + 1) }}>{said.again}</button> : null}
      </article>
    )
  }
  if (!card) return <article className="client-card is-loading" aria-busy="true"><p role="status">{said.loading}</p></article>

  const { words } = card
  // On a telephone the panel covers the conversation in which the form, or the answer, appears.
  const makeWay = () => { if (window.matchMedia("(max-width: 767px)").matches) setPanel(undefined) }
  async function act(name) {
    setRefused("")
    const told = await ask(name, {})
    if (told.ok === false) setRefused(told.words)
    else makeWay()
  }
  const shared = { words, client, ask }
  const [open, sizes, wishes, known] = card.sections
  return (
    <article className="client-card" aria-label={card.title}>
      <header>
        <button type="button" className="cc-refresh" aria-label={words.refresh} title={words.refresh} onClick={() => setTries(tries + 1)}>
          <RefreshCw aria-hidden="true" className="cc-icon" />
        </button>
        <span className="cc-monogram" aria-hidden="true">{card.initials}</span>
        <div className="cc-who">
          <h2>{card.title}</h2>
          {card.called ? <p className="cc-called">{card.called}</p> : null}
          {card.lines.map((line) => <p key={line}>{line}</p>)}
          {card.members.length ? (
            <p>{words.with} {card.members.map((m) => m.role ? `${m.name} (${m.role})` : m.name).join(", ")}</p>
          ) : null}
        </div>
      </header>
      {card.banner ? <p className="cc-banner" role="note"><TriangleAlert aria-hidden="true" className="cc-icon" />{card.banner}</p> : null}
      {card.acts.length ? (
        <div className="cc-acts">
          {card.acts.map((one) => (
            <button type="button" key={one.name} onClick={() => act(one.name)}><Icon name={one.name} />{one.label}</button>
          ))}
        </div>
      ) : null}
      {refused ? <p className="cc-banner" role="alert">{refused}</p> : null}
      <dl className="cc-glance">
        {card.glance.map((one) => (
          <div key={one.label}><dt>{one.label}</dt><dd>{one.value}</dd>{one.beside ? <dd className="cc-small">{one.beside}</dd> : null}</div>
        ))}
      </dl>
      <p className={`cc-style is-${card.style_kind}`}><strong>{card.style}</strong><span>{card.style_how}</span></p>
      <Drafts drafts={card.drafts} ask={ask} done={(opened) => { if (opened) makeWay(); setTries(tries + 1) }} />
      <Section section={open} act={act} few={open.rows.length} {...shared} />
      <Leave leave={card.leave} {...shared} />
      <div className="cc-pair">
        <Section section={sizes} act={act} {...shared} />
        <Section section={wishes} act={act} {...shared} />
      </div>
      <Section section={known} act={act} few={4} {...shared} />
      {card.remarks ? <button type="button" className="cc-more" onClick={() => { sendUserMessage(card.ask_notes); makeWay() }}>{card.remarks}</button> : null}
      {card.staff ? <Staff summary={card.staff} {...shared} /> : null}
      <Happened key={tries} first={card.timeline} {...shared} />
    </article>
  )
}
