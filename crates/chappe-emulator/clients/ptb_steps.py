"""The twelve steps, with python-telegram-bot; behind a webhook if argv[2] is `webhook`."""

import asyncio
import logging
import socket
import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyKeyboardMarkup
from telegram.error import BadRequest, Conflict, RetryAfter
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

import scenario

TOKEN = "4444:ptb_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
# The conflict that a step causes is also reported to the polling loop.
logging.getLogger("telegram.ext").setLevel(logging.CRITICAL)


async def start(update, context):
    keyboard = ReplyKeyboardMarkup([["Menu"]], resize_keyboard=True)
    await update.message.reply_text("Welcome", reply_markup=keyboard)


async def menu(update, context):
    button = InlineKeyboardButton("Yes", callback_data="yes")
    await update.message.reply_text("Sure?", reply_markup=InlineKeyboardMarkup([[button]]))


async def pressed(update, context):
    await update.callback_query.edit_message_text("You are sure.")
    await update.callback_query.answer("Noted", show_alert=True)


async def photo(update, context):
    file = await update.message.photo[-1].get_file()
    await update.message.reply_text(scenario.digest(await file.download_as_bytearray()))


async def album(update, context):
    pictures = [InputMediaPhoto(scenario.PNG, filename=f"{n}.png") for n in "ab"]
    await update.message.reply_media_group(pictures)


async def html(update, context):
    await update.message.reply_text(scenario.HTML, parse_mode="HTML")


async def edited(update, context):
    await update.edited_message.reply_text(f"edited: {update.edited_message.text}")


class Client:
    def __init__(self, bot):
        loop = asyncio.get_running_loop()

        def wait(call):
            return asyncio.run_coroutine_threadsafe(call, loop).result()

        self.me = lambda: wait(bot.get_me())
        self.send = lambda chat, text: wait(bot.send_message(chat, text))
        self.get_updates = lambda: wait(bot.get_updates())
        self.set_webhook = lambda url: wait(bot.set_webhook(url))
        self.delete_webhook = lambda: wait(bot.delete_webhook())
        self.webhook_url = lambda: wait(bot.get_webhook_info()).url

    def refusal(self, error):
        codes = {RetryAfter: 429, BadRequest: 400, Conflict: 409}
        wait = getattr(error, "retry_after", None)
        return codes.get(type(error)), str(error), getattr(wait, "seconds", wait)


def application():
    builder = Application.builder().token(TOKEN)
    app = builder.base_url(f"{scenario.URL}/bot").base_file_url(f"{scenario.URL}/file/bot").build()
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(pressed, "^yes$"))
    app.add_handler(MessageHandler(filters.PHOTO, photo))
    for text, handler in (("Menu", menu), ("album", album), ("html", html)):
        app.add_handler(MessageHandler(filters.Text([text]), handler))
    return app


async def main():
    app = application()
    async with app:
        if scenario.BY_WEBHOOK:
            with socket.create_server(("127.0.0.1", 0)) as taken:
                port = taken.getsockname()[1]
            await app.updater.start_webhook(
                "127.0.0.1",
                port,
                "hook",
                webhook_url=f"http://127.0.0.1:{port}/hook",
                secret_token=scenario.SECRET,
            )
        else:
            await app.updater.start_polling()
        await app.start()
        code = await asyncio.to_thread(scenario.run, Client(app.bot), 4444)
        await app.updater.stop()
        await app.stop()
    return code


sys.exit(asyncio.run(main()))
