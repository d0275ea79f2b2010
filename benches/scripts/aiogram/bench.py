"""aiogram. See `benches/README.md` for the workloads and the lines that are printed."""

import asyncio
import json
import os
import resource
import sys
import time
from pathlib import Path

from aiogram import BaseMiddleware, Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.methods import SendMessage
from aiogram.types import BufferedInputFile, Update
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

DATA = Path(os.environ.get("BENCH_DATA", Path(__file__).parents[2] / "data"))
SAMPLE = 60_000_000  # A sample lasts at least so many nanoseconds.

# The content of calls, as in `harness/src/calls.rs`.
TOKEN = "7012345678:AAHs-bench_bench_bench_bench_bench0"
CHAT = 412587693
TEXT = "Hello, Alice! Order 4127 is on its way 🚚 and will arrive tomorrow between 10 and 12."
MESSAGE_ID = 4128
WARMING = 8  # Calls of each worker before the figures are taken.

counts = {"outer": 0, "inner": 0, "handler": 0}


class Outer(BaseMiddleware):
    """Counts, and inserts a value by its name."""

    def __init__(self, name):
        self.name = name

    async def __call__(self, handler, event, data):
        counts["outer"] += 1
        data[self.name] = 1
        return await handler(event, data)


class Inner(BaseMiddleware):
    """Counts."""

    async def __call__(self, handler, event, data):
        counts["inner"] += 1
        return await handler(event, data)


async def silent(message, first):
    counts["handler"] += first


async def pong(message, first):
    counts["handler"] += first
    return SendMessage(chat_id=message.chat.id, text="pong")


def tree(commands, handler):
    """Ten nested routers with a number of commands in all, and three layers of each kind."""
    dispatcher = Dispatcher()
    for name in ("first", "second", "third"):
        dispatcher.message.outer_middleware(Outer(name))
        dispatcher.message.middleware(Inner())
    for nested in range(10):
        router = Router()
        for number in range(nested * commands // 10, (nested + 1) * commands // 10):
            router.message.register(handler, Command(f"cmd{number}"))
        dispatcher.include_router(router)
    return dispatcher


async def measure(case, unit, samples, operations):
    """Prints the cost of an operation; `operations(n)` runs it n times."""

    async def clock(loops):
        began = time.perf_counter_ns()
        await operations(loops)
        return time.perf_counter_ns() - began

    await operations(20)
    loops = 1
    while await clock(loops) < SAMPLE:
        loops *= 2
    ns = [await clock(loops) / loops / unit for _ in range(samples)]
    print(json.dumps({"peer": "aiogram", "case": case, "ns": ns, "allocations": None, "bytes": None}))


async def decode(job):
    bot = Bot("1:bench")
    documents = [path.read_bytes() for path in sorted((DATA / "w1").glob("*.json"))]
    assert len(documents) == 12
    if job.case == "model_validate_json":
        name, one = job.case, lambda document: Update.model_validate_json(document, context={"bot": bot})
    else:
        # As its own polling loop and its webhook do.
        name = "json.loads, model_validate"

        def one(document):
            return Update.model_validate(json.loads(document), context={"bot": bot})

    for document in documents:
        assert one(document).event_type

    async def operations(loops):
        for _ in range(loops):
            for document in documents:
                one(document)

    await job.run(name, 12, operations)
    await bot.session.close()


async def dispatch(job, commands, target):
    bot = Bot("1:bench")
    dispatcher = tree(commands, silent)
    # Updates are immutable, so one is used for all dispatches.
    document = json.loads((DATA / "w2" / f"{target}.json").read_bytes())
    update = Update.model_validate(document, context={"bot": bot})
    before = dict(counts)
    await dispatcher.feed_update(bot, update)
    ran = [counts[name] - before[name] for name in ("outer", "inner", "handler")]
    assert ran == ([3, 0, 0] if target == "nomatch" else [3, 3, 1]), ran

    async def operations(loops):
        for _ in range(loops):
            await dispatcher.feed_update(bot, update)

    await job.run("feed_update", 1, operations)
    await bot.session.close()


async def webhook(port):
    bot = Bot("1:bench")
    handler = SimpleRequestHandler(
        tree(100, pong), bot, handle_in_background=False, secret_token="s3cr3t"
    )
    app = web.Application()
    handler.register(app, path="/webhook")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.to_thread(sys.stdin.buffer.read)
    await runner.cleanup()
    print(json.dumps({"handled": counts["handler"]}))


def resident():
    """The resident memory of this process, in kilobytes."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


async def calls(url, number, at_once, is_upload):
    """Calls by a number of workers, each of which makes one after another."""
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    document = BufferedInputFile(bytes(at % 251 for at in range(1024 * 1024)), "report.bin")

    async def worker(share):
        for _ in range(share):
            if is_upload:
                message = await bot.send_document(CHAT, document)
            else:
                message = await bot.send_message(CHAT, TEXT)
            assert message.message_id == MESSAGE_ID

    async def make(number):
        shares = (number // at_once + (at < number % at_once) for at in range(at_once))
        await asyncio.gather(*map(worker, shares))

    def cpu():
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return usage.ru_utime + usage.ru_stime

    warming = WARMING * at_once
    await make(warming)
    began, cpu_before = time.perf_counter(), cpu()
    await make(number)
    seconds, spent = time.perf_counter() - began, cpu() - cpu_before
    print(json.dumps({
        "peer": "aiogram", "calls": warming + number, "cpu": spent / number * 1e9,
        "per_second": number / seconds, "allocations": None, "bytes": None, "rss": resident(),
    }))
    await bot.session.close()


class Job:
    """The parsed command line."""

    def __init__(self, words):
        self.loops = int(self.take(words, "--loops", 0))
        self.samples = int(self.take(words, "--samples", 5))
        self.words, self.case = words, None

    @staticmethod
    def take(words, name, usual):
        if name not in words:
            return usual
        at = words.index(name)
        words.pop(at)
        return words.pop(at)

    async def run(self, case, unit, operations):
        if self.loops:
            await operations(self.loops)
        else:
            await measure(case, unit, self.samples, operations)


def main():
    job = Job(sys.argv[1:])
    match job.words:
        case ["w1", *case]:
            job.case = case[0] if case else None
            asyncio.run(decode(job))
        case ["w2", commands, target, *_]:
            asyncio.run(dispatch(job, int(commands), target))
        case ["w3", port, *_]:
            asyncio.run(webhook(int(port)))
        case ["w9", url, number, at_once, *word]:
            asyncio.run(calls(url, int(number), int(at_once), word == ["upload"]))
        case ["w5"]:
            pass
        case _:
            sys.exit("w1 [CASE] | w2 N TARGET | w3 PORT | w9 URL N CONCURRENCY [upload], and --loops N, --samples N")


main()
