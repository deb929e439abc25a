"""The socket that the server listens on."""

import socket

from bot.core.errors import Bilingual, ConfigurationError


def listening(host: str, port: int) -> socket.socket:
    """A listening socket; ConfigurationError where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise ConfigurationError(
            Bilingual(
                ko=f"{host}:{port}에서 열 수 없어요: {error.strerror}. 다른 포트를 골라 주세요(server.port, --port).",
                en=f"Can't listen on {host}:{port}: {error.strerror}. Choose another port (server.port, --port).",
            ),
            code="port_taken",
        ) from error
    listener.listen(1024)
    listener.setblocking(False)  # noqa: FBT003 -- the standard library takes it by position
    return listener
