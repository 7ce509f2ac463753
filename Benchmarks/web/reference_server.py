"""The servers that `mastering serve` is compared with: they send every client the given messages.

    reference_server.py websockets    the package's own broadcast()
    reference_server.py bare          send() on one socket after the other, and nothing else

Prints the ports for clients and for orders. An order is a line with a JSON array of texts; it is answered
with an empty line when all are sent.
"""

import asyncio
import json
import socket
import sys

import frames


async def websockets_server() -> None:
    """As the package's documentation shows, without pings and compression."""
    from websockets.asyncio.server import broadcast, serve

    async def stay(connection) -> None:
        await connection.wait_closed()

    async with serve(
        stay, "127.0.0.1", 0, ping_interval=None, compression=None, backlog=1024
    ) as server:

        async def obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while line := await reader.readline():
                for text in json.loads(line):
                    broadcast(server.connections, text)
                writer.write(b"\n")

        orders = await asyncio.start_server(obey, "127.0.0.1", 0, limit=1 << 20)
        _say(server.sockets[0], orders.sockets[0])
        await orders.serve_forever()


def bare_server() -> None:
    """Accepts clients until the first line on an order connection, and then only obeys orders."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    orders = socket.create_server(("127.0.0.1", 0))
    _say(listening, orders)
    (commander, _), clients = orders.accept(), []
    for line in commander.makefile("rb"):
        order = json.loads(line)
        if isinstance(order, int):
            clients += [_taken(listening) for _ in range(order)]
        else:
            for text in order:
                frame = frames.text_frame(text.encode())
                for client in clients:
                    client.sendall(frame)
        commander.sendall(b"\n")


def _taken(listening: socket.socket) -> socket.socket:
    client, _ = listening.accept()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += client.recv(4096)
    client.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + f"Sec-WebSocket-Accept: {frames.ACCEPT}\r\n\r\n".encode()
    )
    return client


def _say(clients: socket.socket, orders: socket.socket) -> None:
    print(clients.getsockname()[1], orders.getsockname()[1], flush=True)


if sys.argv[1] == "websockets":
    asyncio.run(websockets_server())
else:
    bare_server()
