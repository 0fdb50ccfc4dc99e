// One source, word for word. Whatever a note says is shown as text, never as formatting or a link.
export default function Source() {
  const words = props.words || {}
  const when = [props.kind, props.on, props.by].filter(Boolean).join(" · ")
  return (
    <article className="source-card">
      <h2>{props.title}</h2>
      <p className="source-when">{when}</p>
      {props.known_by ? (
        <p>
          {words.known_because} <span className={props.careful ? "how how-careful" : "how"}>{props.known_by}</span>
        </p>
      ) : null}
      {props.hush ? (
        <p className="source-hush" role="note">
          <strong>{words.hush}</strong> {words.hush_why}
        </p>
      ) : null}
      <div className="source-body">{props.body}</div>
      {(props.files || []).map((file) =>
        file.mime === "image/jpeg" ? (
          <img key={file.url} className="note-photo" src={file.url} alt={`${words.picture}: ${props.body}`} />
        ) : (
          <a key={file.url} className="note-file" href={file.url} download>{words.open_pdf}</a>
        ),
      )}
      {props.act ? (
        <button type="button" className="source-act" onClick={() => callAction({ name: props.act.name, payload: props.act.payload })}>
          {props.act.label}
        </button>
      ) : null}
    </article>
  )
}
