"""What stands around every call of a model or a tool: who asks and what day it is, and errors as sentences."""

from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware.types import AgentMiddleware, AgentState, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.messages import SystemMessage, ToolMessage
from langgraph.types import Command

from copilot.assistant.counter import Counter
from copilot.errors import CopilotError
from copilot.prompts import fill

ToolResult = ToolMessage | Command[Any]


class AtTheCounter(AgentMiddleware[AgentState[Any], Counter, Any]):
    """Tells the model where it stands, from the server's own records."""

    def __init__(self, house: str) -> None:
        super().__init__()
        self._house = house

    async def awrap_model_call(
        self, request: ModelRequest[Counter], handler: Callable[[ModelRequest[Counter]], Awaitable[ModelResponse[Any]]]
    ) -> ModelResponse[Any]:
        """The call, with the system prompt of this question."""
        counter = request.runtime.context
        desk = counter.desk
        words = fill(
            "assistant",
            today=f"{desk.today:%A} {desk.today.isoformat()}",
            name=desk.name,
            role=desk.role.value,
            store=counter.store,
            house=self._house,
        )
        system = SystemMessage(words, additional_kwargs={"today": desk.today.isoformat(), "language": desk.language})
        return await handler(request.override(system_message=system))

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[ToolResult]]
    ) -> ToolResult:
        """The tool's answer, or the sentence of the error that it raised on purpose."""
        try:
            return await handler(request)
        except CopilotError as refused:
            return ToolMessage(
                str(refused), tool_call_id=str(request.tool_call["id"]), name=request.tool_call["name"], status="error"
            )
