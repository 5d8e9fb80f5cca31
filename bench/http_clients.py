"""What one POST costs an asynchronous HTTP client: CPU per request, at several numbers in flight.

    pip install aiohttp
    python bench/http_clients.py [--posts 3000] [--rounds 3]

Each client sends the same small JSON body over kept-alive connections to a server in another process, and
reads the answer. Only this process's CPU time counts, so the server costs nothing. The medians of the rounds
are printed, and as a ratio to the first client in the same row: compare within a row, never between runs.
The last one is the framework's own transport, with all that it looks after, and the way to its thread and
back.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from multiprocessing.connection import Connection

import aiohttp
import httpx

from frontdesk import HttpRequest
from frontdesk.pipeline.transport import Exchange, Transport

IN_FLIGHT = (1, 16, 128, 256)
BODY = b'{"messaging_product":"whatsapp","to":"79160000000","type":"text","text":{"body":"Good morning!"}}'
HEADERS = {
    "authorization": "Bearer nothing",
    "content-type": "application/json",
    "accept-encoding": "identity",
}
ANSWER = b'{"messaging_product":"whatsapp","messages":[{"id":"wamid.AAAAAAAAAAAAAAAAAAAAAAAA"}]}'

Post = Callable[[], Awaitable[object]]
Client = Callable[[str], AbstractAsyncContextManager[Post]]


class Sink(asyncio.Protocol):
    """Answers every request at once; a request here is its headers and a body of a known length."""

    ok = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (
        len(ANSWER),
        ANSWER,
    )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.received = b""

    def data_received(self, data: bytes) -> None:
        self.received += data
        while (end := self.received.find(b"\r\n\r\n")) >= 0 and len(self.received) >= end + 4 + len(BODY):
            self.received = self.received[end + 4 + len(BODY) :]
            self.transport.write(self.ok)


def serve(told: Connection) -> None:
    """The server's process."""

    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0, backlog=1024)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@asynccontextmanager
async def httpx_default(url: str) -> AsyncIterator[Post]:
    async with httpx.AsyncClient(timeout=None) as client:
        yield lambda: client.post(url, headers=HEADERS, content=BODY)


@asynccontextmanager
async def httpx_tuned(url: str) -> AsyncIterator[Post]:
    """A pool as large as what is in flight, one parsed URL, no environment, no redirects, no time-out."""
    most = max(IN_FLIGHT)
    limits = httpx.Limits(max_connections=most, max_keepalive_connections=most)
    parsed = httpx.URL(url)
    async with httpx.AsyncClient(limits=limits, timeout=None, trust_env=False) as client:
        yield lambda: client.send(client.build_request("POST", parsed, headers=HEADERS, content=BODY))


@asynccontextmanager
async def aiohttp_default(url: str) -> AsyncIterator[Post]:
    async with aiohttp.ClientSession() as session:

        async def post() -> None:
            async with session.post(url, headers=HEADERS, data=BODY) as response:
                await response.read()

        yield post


@asynccontextmanager
async def aiohttp_tuned(url: str) -> AsyncIterator[Post]:
    """No cookies, no limit of the pool's own, no redirects, nothing unpacked."""
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar, auto_decompress=False) as session:

        async def post() -> None:
            async with session.post(url, headers=HEADERS, data=BODY, allow_redirects=False) as response:
                await response.content.read(1_000_000)

        yield post


CLIENTS = {
    "httpx": httpx_default,
    "httpx, tuned": httpx_tuned,
    "aiohttp": aiohttp_default,
    "aiohttp, tuned": aiohttp_tuned,
}
OURS = "frontdesk's transport"


def cost_of_transport(url: str, posts: int, in_flight: int) -> float:
    """CPU seconds of this process for each request that the framework sends, handed over as it does it."""
    request = HttpRequest("POST", url, HEADERS, BODY)
    transport = Transport(connections=in_flight)

    def send(number: int) -> None:
        done = threading.Event()
        left, missing = number, number

        def answered(exchanges: Sequence[Exchange]) -> None:
            nonlocal missing
            missing -= len(exchanges)
            begin(len(exchanges))
            if not missing:
                done.set()

        def begin(most: int) -> None:
            nonlocal left
            now = min(most, left)
            left -= now
            if now:
                transport.exchange([Exchange(request) for _ in range(now)], answered)

        begin(in_flight)
        done.wait()

    send(2 * in_flight)
    started = time.process_time()
    send(posts)
    seconds = time.process_time() - started
    transport.close()
    return seconds / posts


async def cost(post: Post, posts: int, in_flight: int) -> float:
    """CPU seconds of this process for each request."""
    left = iter(range(posts))

    async def one_after_another() -> None:
        for _ in left:
            await post()

    async def together() -> None:
        await asyncio.gather(*(one_after_another() for _ in range(in_flight)))

    left = iter(range(2 * in_flight))
    await together()
    left = iter(range(posts))
    started = time.process_time()
    await together()
    return (time.process_time() - started) / posts


async def cost_of(client: Client, url: str, posts: int, in_flight: int) -> float:
    async with client(url) as post:
        return await cost(post, posts, in_flight)


def measure(url: str, posts: int, rounds: int, in_flight: int) -> dict[str, float]:
    costs: dict[str, list[float]] = {name: [] for name in (*CLIENTS, OURS)}
    for _ in range(rounds):
        for name, client in CLIENTS.items():
            costs[name].append(asyncio.run(cost_of(client, url, posts, in_flight)))
        costs[OURS].append(cost_of_transport(url, posts, in_flight))
    return {name: statistics.median(each) for name, each in costs.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU per POST of asynchronous HTTP clients")
    parser.add_argument("--posts", type=int, default=3_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    told, tells = multiprocessing.Pipe(duplex=False)
    server = multiprocessing.Process(target=serve, args=(tells,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{told.recv()}/v26.0/1234567890/messages"
    print("microseconds of CPU for one POST (ratio to httpx)")
    print(f"{'in flight':<10}" + "".join(f"{name:>24}" for name in (*CLIENTS, OURS)))
    for in_flight in IN_FLIGHT:
        costs = measure(url, options.posts, options.rounds, in_flight)
        cells = (f"{each * 1e6:.0f} ({each / costs['httpx']:.2f})" for each in costs.values())
        print(f"{in_flight:<10}" + "".join(f"{cell:>24}" for cell in cells), flush=True)
    server.terminate()
    server.join()


if __name__ == "__main__":
    main()
