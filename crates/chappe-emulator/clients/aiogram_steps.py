"""The twelve steps, with aiogram, against an emulator at the URL in argv[1].

Polls unless argv[2] is `webhook`. Prints one line a step; the exit code is 0 if
all of them went well.
"""

import asyncio
import hashlib
import json
import sys
import urllib.request

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError, TelegramRetryAfter
from aiogram.filters import CommandStart
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

URL = sys.argv[1]
BY_WEBHOOK = sys.argv[2:] == ["webhook"]
TOKEN = "4242:aiogram_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
SECRET = "s3cr3t"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)

dispatcher = Dispatcher()
failures = 0


def control(method, path, body=None):
    """A call of the control API."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/emu/v1/{path}", data=data, method=method)
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


async def people(method, path, body=None):
    return await asyncio.to_thread(control, method, path, body)


def step(name, right, seen=None):
    global failures
    failures += not right
    print(("ok  " if right else "FAIL"), name, "" if right else seen, flush=True)


@dispatcher.message(CommandStart())
async def start(message: Message):
    keyboard = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Menu")]], resize_keyboard=True)
    await message.answer("Welcome", reply_markup=keyboard)


@dispatcher.message(F.text == "Menu")
async def menu(message: Message):
    button = InlineKeyboardButton(text="Yes", callback_data="yes")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button]])
    await message.answer("Sure?", reply_markup=markup)


@dispatcher.callback_query(F.data == "yes")
async def pressed(query: CallbackQuery):
    await query.message.edit_text("You are sure.")
    await query.answer("Noted", show_alert=True)


@dispatcher.message(F.photo)
async def photo(message: Message):
    downloaded = await message.bot.download(message.photo[-1])
    digest = hashlib.sha256(downloaded.read()).hexdigest()
    await message.answer(digest)


@dispatcher.message(F.text == "album")
async def album(message: Message):
    pictures = [InputMediaPhoto(media=BufferedInputFile(PNG, f"{n}.png")) for n in "ab"]
    await message.answer_media_group(pictures)


@dispatcher.message(F.text == "html")
async def html(message: Message):
    await message.answer("<b>bold</b> &amp; <i>italic</i>", parse_mode="HTML")


@dispatcher.edited_message()
async def edited(message: Message):
    await message.answer(f"edited: {message.text}")


async def hear(chat, after, count=1):
    """The texts and messages of the bot after a message."""
    for _ in range(100):
        found = (await people("GET", f"messages?chat_id={chat}&after={after}&wait=100"))["messages"]
        found = [message for message in found if message["from"]["is_bot"]]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.05)
    return []


async def steps(bot):
    me = await bot.get_me()
    step("getMe", me.is_bot and me.id == 4242, me)
    alice = await people("POST", "users", {"first_name": "Alice", "username": "alice"})
    chat = alice["id"]

    async def say(**what):
        return (await people("POST", "messages", {"bot": 4242, "from": chat, **what}))["message_id"]

    heard = await hear(chat, await say(text="/start"))
    step("/start", heard[-1:] and heard[-1]["text"] == "Welcome", heard)
    step("reply keyboard", heard[-1:] and heard[-1]["reply_markup"]["keyboard"], heard)
    heard = await hear(chat, await say(text="Menu"))
    message_id = heard[-1]["message_id"]
    press = {"from": chat, "chat_id": chat, "message_id": message_id, "data": "yes"}
    query = (await people("POST", "presses", press))["callback_query_id"]
    answer = await people("GET", f"answers?callback_query_id={query}&wait=5000")
    step("callback alert", answer == {"text": "Noted", "show_alert": True}, answer)
    messages = (await people("GET", f"messages?chat_id={chat}&after={message_id - 1}"))["messages"]
    step("edit", messages[0]["text"] == "You are sure.", messages)
    import base64

    media = {"type": "photo", "file": base64.b64encode(PNG).decode()}
    heard = await hear(chat, await say(media=media))
    step("photo up and down", heard[-1:] and heard[-1]["text"] == hashlib.sha256(PNG).hexdigest(), heard)
    heard = await hear(chat, await say(text="album"), 2)
    groups = {message.get("media_group_id") for message in heard}
    step("media group", len(heard) == 2 and len(groups) == 1 and None not in groups, heard)
    heard = await hear(chat, await say(text="html"))
    kinds = heard[-1:] and [entity["type"] for entity in heard[-1].get("entities", [])]
    step("HTML entities", kinds == ["bold", "italic"] and heard[-1]["text"] == "bold & italic", heard)
    said = await say(text="before")
    await people("PATCH", "messages", {"chat_id": chat, "message_id": said, "from": chat, "text": "after"})
    heard = await hear(chat, said)
    step("edited_message", heard[-1:] and heard[-1]["text"] == "edited: after", heard)
    await people("POST", "faults", {"method": "sendMessage", "times": 1, "then": {"retry_after": 7}})
    try:
        await bot.send_message(chat, "too many")
        step("429", False)
    except TelegramRetryAfter as error:
        step("429", error.retry_after == 7, error)
    try:
        await bot.send_message(1, "nobody")
        step("400", False)
    except TelegramBadRequest as error:
        step("400", "chat not found" in str(error), error)
    await bot.set_webhook("http://127.0.0.1:9/nowhere")
    try:
        await bot.get_updates()
        step("409", False)
    except TelegramConflictError as error:
        step("409", "webhook is active" in str(error), error)
    await bot.delete_webhook()
    step("deleteWebhook", (await bot.get_webhook_info()).url == "")


async def main():
    session = AiohttpSession(api=TelegramAPIServer.from_base(URL))
    bot = Bot(TOKEN, session=session)
    if BY_WEBHOOK:
        app = web.Application()
        SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path="/hook")
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=SECRET)
        await steps(bot)
        await runner.cleanup()
    else:
        polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
        await steps(bot)
        await dispatcher.stop_polling()
        await asyncio.wait([polling], timeout=10)
    await bot.session.close()
    return 1 if failures else 0


sys.exit(asyncio.run(main()))
