"""The steps, with pyTelegramBotAPI's AsyncTeleBot; behind a webhook if argv[2] is `webhook`."""

import asyncio
import logging
import sys
from io import BytesIO

import telebot
from aiohttp import web
from telebot import asyncio_helper, types
from telebot.async_telebot import AsyncTeleBot
from telebot.asyncio_filters import StateFilter
from telebot.asyncio_handler_backends import State, StatesGroup

import scenario

TOKEN = "4646:asynctelebot_AAAAAAAAAAAAAAAAAAAAAAAAA"
asyncio_helper.API_URL = scenario.URL + "/bot{0}/{1}"
asyncio_helper.FILE_URL = scenario.URL + "/file/bot{0}/{1}"
# The conflict that a step causes is also reported to the polling loop.
telebot.logger.setLevel(logging.CRITICAL)
bot = AsyncTeleBot(TOKEN)
bot.add_custom_filter(StateFilter(bot))


class Conversation(StatesGroup):
    name = State()


@bot.message_handler(state=Conversation.name)
async def named(message):
    await bot.delete_state(message.from_user.id, message.chat.id)
    await bot.send_message(message.chat.id, f"Hello, {message.text}")


@bot.message_handler(commands=["name"])
async def name(message):
    await bot.set_state(message.from_user.id, Conversation.name, message.chat.id)
    await bot.send_message(message.chat.id, "Your name?")


@bot.message_handler(commands=["start"])
async def start(message):
    keyboard = types.ReplyKeyboardMarkup(resize_keyboard=True)
    keyboard.add("Menu")
    await bot.send_message(message.chat.id, "Welcome", reply_markup=keyboard)


@bot.message_handler(func=lambda message: message.text == "Menu")
async def menu(message):
    markup = types.InlineKeyboardMarkup()
    markup.add(types.InlineKeyboardButton("Yes", callback_data="yes"))
    await bot.send_message(message.chat.id, "Sure?", reply_markup=markup)


@bot.callback_query_handler(func=lambda query: query.data == "yes")
async def pressed(query):
    message = query.message
    await bot.edit_message_text("You are sure.", message.chat.id, message.message_id)
    await bot.answer_callback_query(query.id, "Noted", show_alert=True)


@bot.message_handler(content_types=["photo"])
async def photo(message):
    file = await bot.get_file(message.photo[-1].file_id)
    content = await bot.download_file(file.file_path)
    await bot.send_message(message.chat.id, scenario.digest(content))


@bot.message_handler(func=lambda message: message.text == "album")
async def album(message):
    pictures = [types.InputMediaPhoto(BytesIO(scenario.PNG)) for _ in "ab"]
    await bot.send_media_group(message.chat.id, pictures)


@bot.message_handler(func=lambda message: message.text == "html")
async def html(message):
    await bot.send_message(message.chat.id, scenario.HTML, parse_mode="HTML")


@bot.edited_message_handler(func=lambda message: True)
async def edited(message):
    await bot.send_message(message.chat.id, f"edited: {message.text}")


@bot.message_handler(commands=["buy"])
async def buy(message):
    price = [types.LabeledPrice("Tea", 5)]
    await bot.send_invoice(message.chat.id, "Tea", "A cup", "tea", None, "XTR", price)


@bot.pre_checkout_query_handler(func=lambda query: True)
async def checked_out(query):
    await bot.answer_pre_checkout_query(query.id, True)


@bot.message_handler(content_types=["successful_payment"])
async def paid(message):
    payment = message.successful_payment
    await bot.refund_star_payment(message.from_user.id, payment.telegram_payment_charge_id)
    await bot.send_message(message.chat.id, f"refunded {payment.total_amount}")


@bot.inline_handler(lambda query: True)
async def queried(query):
    text = types.InputTextMessageContent(f"{query.query}!")
    article = types.InlineQueryResultArticle("1", query.query, text)
    await bot.answer_inline_query(query.id, [article])


@bot.message_handler(commands=["topic"])
async def topic(message):
    created = await bot.create_forum_topic(message.chat.id, "News")
    thread = created.message_thread_id
    await bot.send_message(message.chat.id, "in the topic", message_thread_id=thread)


@bot.chat_join_request_handler(func=lambda request: True)
async def asked_to_join(request):
    chat, user = request.chat, request.from_user
    await bot.approve_chat_join_request(chat.id, user.id)
    await bot.send_message(chat.id, f"Welcome, {user.first_name}")


async def hook(request):
    if request.headers.get("X-Telegram-Bot-Api-Secret-Token") != scenario.SECRET:
        return web.Response(status=401)
    await bot.process_new_updates([types.Update.de_json(await request.text())])
    return web.Response()


class Client:
    features = ["conversation", "payment", "inline", "topic", "join"]

    def __init__(self):
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
        wait = error.result_json.get("parameters", {}).get("retry_after")
        return error.error_code, error.description, wait


async def main():
    if scenario.BY_WEBHOOK:
        app = web.Application()
        app.router.add_post("/hook", hook)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]
        await bot.set_webhook(f"http://127.0.0.1:{port}/hook", secret_token=scenario.SECRET)
        end = runner.cleanup
    else:
        polling = asyncio.create_task(bot.infinity_polling(logger_level=logging.CRITICAL))

        async def end():
            polling.cancel()
            await asyncio.wait([polling], timeout=10)

    code = await asyncio.to_thread(scenario.run, Client(), 4646)
    await end()
    await bot.close_session()
    return code


sys.exit(asyncio.run(main()))
