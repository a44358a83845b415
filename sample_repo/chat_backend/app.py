"""The backend put together: what a server process would create once and keep."""

from __future__ import annotations

from chat_backend.agents.supervisor import AgentSupervisor
from chat_backend.auth.login import LoginService
from chat_backend.auth.tokens import TokenIssuer
from chat_backend.auth.user_context import UserContext
from chat_backend.config.settings import Settings
from chat_backend.events.feed import EventFeed
from chat_backend.messages.conversation import Conversation
from chat_backend.monitoring.metrics import MetricsRegistry
from chat_backend.users.directory import UserDirectory
from chat_backend.users.presence import PresenceTracker
from chat_backend.websocket_core import (
    MessageType,  # what a client may ask for
    ServerMessage,  # what a client gets
    WebSocketAuthenticator,  # token in, user out
)
from chat_backend.websocket_core.broadcast import Broadcaster
from chat_backend.websocket_core.factory import create_websocket_manager
from chat_backend.websocket_core.lifecycle import close_connection, open_connection
from chat_backend.websocket_core.message_router import MessageRouter
from chat_backend.websocket_core.transport import InMemoryWebSocket
from chat_backend.websocket_core.websocket_manager import (
    ConnectionLimits,
    WebSocketConnection,
    WebSocketManagerMode,
    get_manager_for_context,
)


class ChatBackend:
    """Users, conversations, agents and their connections, all in memory."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.metrics = MetricsRegistry()
        self.feed = EventFeed()
        self.directory = UserDirectory()
        self.presence = PresenceTracker(self.directory)
        self.tokens = TokenIssuer(self.settings.token_lifetime_seconds)
        self.login_service = LoginService(self.directory, self.tokens)
        self.authenticator = WebSocketAuthenticator(self.tokens, self.directory)
        self.conversation = Conversation()
        self.supervisor = AgentSupervisor(self.feed)
        self.broadcaster = Broadcaster()
        self.router = MessageRouter()
        self.router.register(MessageType.CHAT, self._on_chat)
        self.router.register(MessageType.RUN_AGENT, self._on_run_agent)

    def register(self, name: str, password: str) -> str:
        """Create an account and return its user id."""
        return self.login_service.register(name, password).user_id

    def login(self, name: str, password: str) -> str:
        """Return a token for the name and password, or raise `LoginError`."""
        return self.login_service.login(name, password)

    async def connect(self, token: str) -> tuple[WebSocketConnection, InMemoryWebSocket]:
        """Open a connection for the owner of the token and tell the client about it."""
        context = self.authenticator.authenticate(token)
        limits = ConnectionLimits(self.settings.max_connections_per_user)
        manager = create_websocket_manager(
            context, mode=WebSocketManagerMode.UNIFIED, limits=limits
        )
        transport = InMemoryWebSocket()
        connection = await open_connection(manager, transport)
        self.presence.mark_online(context.user_id)
        self.metrics.increment("connections.opened")
        return connection, transport

    async def disconnect(self, token: str, connection: WebSocketConnection) -> None:
        """Close the connection; the user is offline when it was the last one."""
        context = self.authenticator.authenticate(token)
        manager = get_manager_for_context(context)
        await close_connection(manager, connection)
        if not manager.connections():
            self.presence.mark_offline(context.user_id)

    async def receive(self, token: str, raw: str) -> None:
        """Take one text frame from a client and do what it asks for."""
        context = self.authenticator.authenticate(token)
        await self.router.route(context, raw)

    async def _on_chat(self, context: UserContext, payload: dict[str, object]) -> None:
        recipient = self.directory.by_name(str(payload["to"]))
        message = self.conversation.add(context.user_id, recipient.user_id, str(payload["text"]))
        content = {"id": message.message_id, "from": context.name, "text": message.text}
        outgoing = ServerMessage(MessageType.CHAT, content)
        await self.broadcaster.send([context.user_id, recipient.user_id], outgoing)

    async def _on_run_agent(self, context: UserContext, payload: dict[str, object]) -> None:
        await self.supervisor.run(context, str(payload["agent"]), str(payload["prompt"]))
