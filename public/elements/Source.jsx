// One source, word for word. Whatever a note says is shown as text, never as formatting or a link.
export default function Source() {
  const when = [props.kind, props.on, props.author && `by ${props.author}`].filter(Boolean).join(" · ")
  return (
    <article className="source-card">
      <h3>{props.title}</h3>
      <p className="source-when">{when}</p>
      {props.known_by ? (
        <p>
          We know this because: <span className={props.careful ? "how how-careful" : "how"}>{props.known_by}</span>
        </p>
      ) : null}
      {props.hush ? (
        <p className="source-hush" role="note">
          <strong>Known, not to be mentioned.</strong> Let it guide you; do not say it to the client.
        </p>
      ) : null}
      <div className="source-body">{props.body}</div>
    </article>
  )
}
