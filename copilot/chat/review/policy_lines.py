"""The lines of the contact policy that a message meets: name, version, and the number."""

from collections.abc import Sequence

from copilot.chat.words import say, words
from copilot.domain.policy import Policy
from copilot.domain.situation import Situation
from copilot.domain.verdict import Finding
from copilot.outreach.review_rules import Why


def policy_lines(findings: Sequence[Finding], why: Why | None, channel: str, situation: Situation, language: str) -> list[str]:
    """One line for each rule that found something, and for what of the policy sends it here; each once."""
    policy = situation.policy
    lines = [_of_rule(finding, situation, language) for finding in findings]
    if why and why.key == "new_colleague":
        lines.append(say("review", "policy_new_colleague", language, n=policy.sending.new_colleague_days))
    if why and why.key == "channel":
        lines.append(say("review", "policy_channel", language, channel=words("guard", language)[f"channel_{channel}"]))
    return list(dict.fromkeys(lines))


def _of_rule(finding: Finding, situation: Situation, language: str) -> str:
    policy, key = situation.policy, f"policy_{finding.rule}"
    match finding.rule:
        case "contact_cap":
            style = situation.style.value
            return say("review", key, language, style=style, cap=policy.caps[style], days=policy.window_days)
        case "minimum_gap":
            return say("review", key, language, n=policy.gap_hours)
        case "unanswered_streak":
            return say("review", key, language, n=policy.streak, days=policy.streak_days)
        case "quiet_hours":
            house, unknown = policy.house_hours, policy.unknown_hours
            where = f"{unknown.opens:%H:%M}–{unknown.closes:%H:%M}"
            return say("review", key, language, opens=f"{house.opens:%H:%M}", closes=f"{house.closes:%H:%M}", unknown=where)
        case "local_hours":
            return say("review", key, language, law=finding.filled.get("law", ""))
        case "out_of_date" if days := _stale_after(finding, situation, policy):
            return say("review", key, language, n=days[1], subject=days[0])
        case "file_on_the_client":
            return say("review", key, language, n=policy.details)
        case _:
            return say("review", "policy_rule", language, rule=finding.rule)


def _stale_after(finding: Finding, situation: Situation, policy: Policy) -> tuple[str, int] | None:
    known = situation.fact(finding.fact)
    days = policy.stale_days.get(known.subject) if known else None
    return (known.subject, days) if known and days else None
