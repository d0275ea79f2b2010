// grammY. See `benches/README.md` for the workloads and the lines that are printed.

import assert from "node:assert";
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { Bot, Composer, InputFile, webhookCallback } from "grammy";

const DATA = process.env.BENCH_DATA ?? new URL("../../data", import.meta.url).pathname;
const SAMPLE = 60e6; // The least duration of a sample, in nanoseconds.
const CHUNK = 1000; // Copies of an update that are created together, outside of the measured time.

// The content of calls, as in `harness/src/calls.rs`.
const TOKEN = "7012345678:AAHs-bench_bench_bench_bench_bench0";
const CHAT = 412587693;
const TEXT = "Hello, Alice! Order 4127 is on its way 🚚 and will arrive tomorrow between 10 and 12.";
const MESSAGE_ID = 4128;
const WARMING = 8; // Warm-up calls of each worker.

const counts = { outer: 0, inner: 0, handler: 0 };

const outer = (name) => async (context, next) => {
  counts.outer += 1;
  context[name] = 1;
  await next();
};

const inner = async (_, next) => {
  counts.inner += 1;
  await next();
};

const silent = (context) => {
  counts.handler += context.first;
};

const pong = async (context) => {
  counts.handler += context.first;
  await context.reply("pong");
};

/** Ten nested composers with a number of commands in all, and three layers of each kind. */
function tree(commands, handler) {
  const botInfo = { id: 1, is_bot: true, first_name: "Bench", username: "bench_test_bot" };
  const bot = new Bot("1:bench", { botInfo, client: { canUseWebhookReply: () => true } });
  bot.use(outer("first"), outer("second"), outer("third"));
  for (let nested = 0; nested < 10; nested += 1) {
    const composer = new Composer();
    const last = Math.floor(((nested + 1) * commands) / 10);
    for (let number = Math.floor((nested * commands) / 10); number < last; number += 1) {
      composer.command(`cmd${number}`, inner, inner, inner, handler);
    }
    bot.use(composer);
  }
  return bot;
}

/** Prints the cost of an operation; `clock(n)` runs it n times and returns the duration. */
async function measure(name, unit, samples, clock) {
  await clock(1000);
  let loops = 1;
  while ((await clock(loops)) < SAMPLE) loops *= 2;
  const ns = [];
  for (let sample = 0; sample < samples; sample += 1) {
    ns.push((await clock(loops)) / loops / unit);
  }
  console.log(JSON.stringify({ peer: "grammY", case: name, ns, allocations: null, bytes: null }));
}

async function run(job, name, unit, clock) {
  await (job.loops ? clock(job.loops) : measure(name, unit, job.samples, clock));
}

async function decode(job) {
  const names = readdirSync(`${DATA}/w1`).filter((name) => name.endsWith(".json")).sort();
  const documents = names.map((name) => readFileSync(`${DATA}/w1/${name}`));
  assert.equal(documents.length, 12);
  let ids = 0;
  const clock = async (loops) => {
    const began = process.hrtime.bigint();
    for (let loop = 0; loop < loops; loop += 1) {
      // As its client and its webhook adapter do: a string first, then the object.
      for (const document of documents) ids ^= JSON.parse(document.toString()).update_id;
    }
    return Number(process.hrtime.bigint() - began);
  };
  await run(job, "JSON.parse", 12, clock);
  assert(Number.isInteger(ids));
}

async function dispatch(job, commands, target) {
  const bot = tree(commands, silent);
  const document = readFileSync(`${DATA}/w2/${target}.json`, "utf8");
  const before = { ...counts };
  await bot.handleUpdate(JSON.parse(document));
  const ran = Object.keys(counts).map((name) => counts[name] - before[name]);
  assert.deepEqual(ran, target === "nomatch" ? [3, 0, 0] : [3, 3, 1]);
  const clock = async (loops) => {
    let spent = 0;
    for (let done = 0; done < loops; done += CHUNK) {
      const length = Math.min(CHUNK, loops - done);
      const updates = Array.from({ length }, () => JSON.parse(document));
      const began = process.hrtime.bigint();
      for (const update of updates) await bot.handleUpdate(update);
      spent += Number(process.hrtime.bigint() - began);
    }
    return spent;
  };
  await run(job, "Composer.command", 1, clock);
}

function webhook(port) {
  const answer = webhookCallback(tree(100, pong), "http", { secretToken: "s3cr3t" });
  const server = createServer(answer).listen(port, "127.0.0.1");
  process.stdin.resume();
  process.stdin.on("end", () => {
    console.log(JSON.stringify({ handled: counts.handler }));
    server.closeAllConnections();
    server.close();
  });
}

/** Calls by a number of workers, each of which makes one after another. */
async function calls(url, number, atOnce, isUpload) {
  const { api } = new Bot(TOKEN, { client: { apiRoot: url } });
  const file = Uint8Array.from({ length: 1024 * 1024 }, (_, at) => at % 251);
  const worker = async (share) => {
    for (let call = 0; call < share; call += 1) {
      const message = isUpload
        ? await api.sendDocument(CHAT, new InputFile(file, "report.bin"))
        : await api.sendMessage(CHAT, TEXT);
      assert.equal(message.message_id, MESSAGE_ID);
    }
  };
  const make = (number) => {
    const share = (_, at) => Math.floor(number / atOnce) + (at < number % atOnce ? 1 : 0);
    return Promise.all(Array.from({ length: atOnce }, share).map(worker));
  };
  const warming = WARMING * atOnce;
  await make(warming);
  const [began, before] = [process.hrtime.bigint(), process.cpuUsage()];
  await make(number);
  const { user, system } = process.cpuUsage(before);
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  const line = {
    peer: "grammY", calls: warming + number, cpu: ((user + system) / number) * 1e3,
    per_second: number / seconds, allocations: null, bytes: null,
    rss: Math.round(process.memoryUsage.rss() / 1024),
  };
  console.log(JSON.stringify(line));
  process.exit();
}

const words = process.argv.slice(2);
const take = (name, usual) => {
  const at = words.indexOf(name);
  return at < 0 ? usual : Number(words.splice(at, 2)[1]);
};
const job = { loops: take("--loops", 0), samples: take("--samples", 5) };
const [workload, ...rest] = words;
if (workload === "w1") await decode(job);
else if (workload === "w2") await dispatch(job, Number(rest[0]), rest[1]);
else if (workload === "w3") webhook(Number(rest[0]));
else if (workload === "w9") {
  await calls(rest[0], Number(rest[1]), Number(rest[2]), rest[3] === "upload");
} else if (workload !== "w5") {
  throw new Error("w1 | w2 N TARGET | w3 PORT | w9 URL N CONCURRENCY [upload], and --loops N, --samples N");
}
