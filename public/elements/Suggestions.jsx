// What one could ask next. A tap asks it, as if it had been typed.
export default function Suggestions() {
  const questions = Array.isArray(props.questions) ? props.questions : [];
  if (!questions.length) return null;
  return (
    <ul className="asks" aria-label="You could ask next">
      {questions.map((question) => (
        <li key={question}>
          <button type="button" onClick={() => sendUserMessage(question)}>
            {question}
          </button>
        </li>
      ))}
    </ul>
  );
}
