// A BullMQ job for each recipient, or for each chunk of recipients; `enqueue` or `work`.
"use strict";
const fs = require("node:fs");
const { Queue, Worker } = require("bullmq");
const { Redis } = require("ioredis");
const { Pool } = require("undici");

const env = process.env;
const body = fs.readFileSync(env.BENCH_BODY);
const recipients = Number(env.BENCH_RECIPIENTS);
const concurrency = Number(env.BENCH_CONCURRENCY);
const chunk = Number(env.BENCH_CHUNK);
const connection = new Redis(env.BENCH_BROKER, { maxRetriesPerRequest: null });

async function enqueue() {
  const queue = new Queue("peer", { connection });
  const opts = { removeOnComplete: true, removeOnFail: true };
  let jobs = [];
  for (let first = 0; first < recipients; first += chunk) {
    const count = Math.min(chunk, recipients - first);
    jobs.push({ name: "deliver", data: { first, count }, opts });
    if (jobs.length === 1000 || first + chunk >= recipients) {
      await queue.addBulk(jobs);
      jobs = [];
    }
  }
  await queue.close();
  connection.disconnect();
}

function work() {
  const url = new URL(env.BENCH_URL);
  const pool = new Pool(url.origin, { connections: concurrency });

  async function post(number) {
    const headers = {
      "authorization": `Bearer ${env.BENCH_APP_KEY}`,
      "content-type": "application/json",
      "idempotency-key": `peer.${String(number).padStart(7, "0")}`,
    };
    const answer = await pool.request({ path: url.pathname, method: "POST", headers, body });
    if (!(await answer.body.json()).success) throw new Error("refused");
  }

  async function deliver(job) {
    const { first, count } = job.data;
    if (count === 1) return post(first);
    let next = first;
    const sender = async () => {
      while (next < first + count) await post(next++);
    };
    await Promise.all(Array.from({ length: concurrency }, sender));
  }

  // With chunks a second job waits at the pool, so that no connection idles between two of them.
  const worker = new Worker("peer", deliver, { connection, concurrency: chunk === 1 ? concurrency : 2 });
  process.on("SIGTERM", async () => {
    await worker.close();
    process.exit(0);
  });
}

({ enqueue, work })[process.argv[2]]();
