"""The twelve steps, with pyTelegramBotAPI; behind a webhook if argv[2] is `webhook`."""

import logging
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import telebot
from telebot import apihelper, types

import scenario

TOKEN = "4545:telebot_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
apihelper.API_URL = scenario.URL + "/bot{0}/{1}"
apihelper.FILE_URL = scenario.URL + "/file/bot{0}/{1}"
# The conflict that a step causes is also reported to the polling loop.
telebot.logger.setLevel(logging.CRITICAL)
bot = telebot.TeleBot(TOKEN)


@bot.message_handler(commands=["start"])
def start(message):
    keyboard = types.ReplyKeyboardMarkup(resize_keyboard=True)
    keyboard.add("Menu")
    bot.send_message(message.chat.id, "Welcome", reply_markup=keyboard)


@bot.message_handler(func=lambda message: message.text == "Menu")
def menu(message):
    markup = types.InlineKeyboardMarkup()
    markup.add(types.InlineKeyboardButton("Yes", callback_data="yes"))
    bot.send_message(message.chat.id, "Sure?", reply_markup=markup)


@bot.callback_query_handler(func=lambda query: query.data == "yes")
def pressed(query):
    message = query.message
    bot.edit_message_text("You are sure.", message.chat.id, message.message_id)
    bot.answer_callback_query(query.id, "Noted", show_alert=True)


@bot.message_handler(content_types=["photo"])
def photo(message):
    file = bot.get_file(message.photo[-1].file_id)
    bot.send_message(message.chat.id, scenario.digest(bot.download_file(file.file_path)))


@bot.message_handler(func=lambda message: message.text == "album")
def album(message):
    pictures = [types.InputMediaPhoto(BytesIO(scenario.PNG)) for _ in "ab"]
    bot.send_media_group(message.chat.id, pictures)


@bot.message_handler(func=lambda message: message.text == "html")
def html(message):
    bot.send_message(message.chat.id, scenario.HTML, parse_mode="HTML")


@bot.edited_message_handler(func=lambda message: True)
def edited(message):
    bot.send_message(message.chat.id, f"edited: {message.text}")


@bot.message_handler(commands=["name"])
def name(message):
    asked = bot.send_message(message.chat.id, "Your name?")
    bot.register_next_step_handler(asked, named)


def named(message):
    bot.send_message(message.chat.id, f"Hello, {message.text}")


@bot.message_handler(commands=["buy"])
def buy(message):
    price = [types.LabeledPrice("Tea", 5)]
    bot.send_invoice(message.chat.id, "Tea", "A cup", "tea", None, "XTR", price)


@bot.pre_checkout_query_handler(func=lambda query: True)
def checked_out(query):
    bot.answer_pre_checkout_query(query.id, True)


@bot.message_handler(content_types=["successful_payment"])
def paid(message):
    payment = message.successful_payment
    bot.refund_star_payment(message.from_user.id, payment.telegram_payment_charge_id)
    bot.send_message(message.chat.id, f"refunded {payment.total_amount}")


@bot.inline_handler(lambda query: True)
def queried(query):
    text = types.InputTextMessageContent(f"{query.query}!")
    bot.answer_inline_query(query.id, [types.InlineQueryResultArticle("1", query.query, text)])


@bot.message_handler(commands=["topic"])
def topic(message):
    created = bot.create_forum_topic(message.chat.id, "News")
    thread = created.message_thread_id
    bot.send_message(message.chat.id, "in the topic", message_thread_id=thread)


@bot.chat_join_request_handler(func=lambda request: True)
def asked_to_join(request):
    chat, user = request.chat, request.from_user
    bot.approve_chat_join_request(chat.id, user.id)
    bot.send_message(chat.id, f"Welcome, {user.first_name}")


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        is_ours = self.headers["X-Telegram-Bot-Api-Secret-Token"] == scenario.SECRET
        self.send_response(200 if is_ours else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()
        if is_ours:
            bot.process_new_updates([types.Update.de_json(body)])

    def log_message(self, *_):
        pass


class Client:
    features = ["conversation", "payment", "inline", "topic", "join"]
    me = staticmethod(bot.get_me)
    send = staticmethod(bot.send_message)
    get_updates = staticmethod(bot.get_updates)
    set_webhook = staticmethod(bot.set_webhook)
    delete_webhook = staticmethod(bot.delete_webhook)

    def webhook_url(self):
        return bot.get_webhook_info().url

    def refusal(self, error):
        wait = error.result_json.get("parameters", {}).get("retry_after")
        return error.error_code, error.description, wait


if scenario.BY_WEBHOOK:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bot.set_webhook(f"http://127.0.0.1:{server.server_port}/hook", secret_token=scenario.SECRET)
else:
    threading.Thread(target=bot.infinity_polling, daemon=True).start()
sys.exit(scenario.run(Client(), 4545))
