"""The twelve steps, with python-telegram-bot; behind a webhook if argv[2] is `webhook`."""

import asyncio
import logging
import socket
import sys

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    LabeledPrice,
    ReplyKeyboardMarkup,
)
from telegram.error import BadRequest, Conflict, RetryAfter
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatJoinRequestHandler,
    CommandHandler,
    ConversationHandler,
    InlineQueryHandler,
    MessageHandler,
    PreCheckoutQueryHandler,
    filters,
)

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
    features = ["conversation", "payment", "inline", "topic", "join"]

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


async def name(update, context):
    await update.message.reply_text("Your name?")
    return "named"


async def named(update, context):
    await update.message.reply_text(f"Hello, {update.message.text}")
    return ConversationHandler.END


async def buy(update, context):
    await update.message.reply_invoice("Tea", "A cup", "tea", "XTR", [LabeledPrice("Tea", 5)])


async def checked_out(update, context):
    await update.pre_checkout_query.answer(ok=True)


async def paid(update, context):
    payment = update.message.successful_payment
    user, charge = update.effective_user.id, payment.telegram_payment_charge_id
    await context.bot.refund_star_payment(user, charge)
    await update.message.reply_text(f"refunded {payment.total_amount}")


async def queried(update, context):
    query = update.inline_query
    text = InputTextMessageContent(f"{query.query}!")
    await query.answer([InlineQueryResultArticle("1", query.query, text)])


async def topic(update, context):
    chat = update.effective_chat
    created = await chat.create_forum_topic("News")
    await chat.send_message("in the topic", message_thread_id=created.message_thread_id)


async def asked_to_join(update, context):
    request = update.chat_join_request
    await request.approve()
    await request.chat.send_message(f"Welcome, {request.from_user.first_name}")


def application():
    builder = Application.builder().token(TOKEN)
    app = builder.base_url(f"{scenario.URL}/bot").base_file_url(f"{scenario.URL}/file/bot").build()
    app.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, edited))
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(pressed, "^yes$"))
    app.add_handler(MessageHandler(filters.PHOTO, photo))
    for text, handler in (("Menu", menu), ("album", album), ("html", html)):
        app.add_handler(MessageHandler(filters.Text([text]), handler))
    only_text = filters.TEXT & ~filters.COMMAND
    states = {"named": [MessageHandler(only_text, named)]}
    app.add_handler(ConversationHandler([CommandHandler("name", name)], states, []), group=-1)
    app.add_handler(CommandHandler("buy", buy))
    app.add_handler(PreCheckoutQueryHandler(checked_out))
    app.add_handler(MessageHandler(filters.SUCCESSFUL_PAYMENT, paid))
    app.add_handler(InlineQueryHandler(queried))
    app.add_handler(CommandHandler("topic", topic))
    app.add_handler(ChatJoinRequestHandler(asked_to_join))
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
