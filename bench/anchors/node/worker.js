// Answers messages: one PostgreSQL transaction and one request to the Graph API each.
// Keeps no order within a conversation, and a crash between its commit and its request loses the reply: the
// row that says "handled" is there already.
'use strict';

const http = require('node:http');
const { Pool } = require('pg');
const { Worker } = require('bullmq');

const { REDIS_PORT, PG_HOST, PG_PORT, PG_USER, PG_DATABASE, GRAPH_PORT, CONCURRENCY } = process.env;
const concurrency = Number(CONCURRENCY);
const pool = new Pool({
  host: PG_HOST,
  port: Number(PG_PORT),
  user: PG_USER,
  database: PG_DATABASE,
  max: Math.min(concurrency, 16),
});
const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency, maxFreeSockets: concurrency });

const BOOK = /(запис|можно на|book)/i;
const CANCEL = /(отмен|cancel)/i;
const PRICE = /(сколько стоит|how much|price)/i;
const HOURS = /(во сколько|hours|open)/i;
const DATE = /(\d{1,2})\.(\d{1,2})/;
const TIME = /(\d{1,2}):(\d{2})/;
const TOMORROW = /(завтра|tomorrow)/i;

const TENANT = { name: 'tenant', text: 'SELECT id, name FROM tenants WHERE phone_number_id = $1' };
const HANDLED = {
  name: 'handled',
  text: 'INSERT INTO handled (message_id) VALUES ($1) ON CONFLICT DO NOTHING',
};
const BOOKING = {
  name: 'booking',
  text: `INSERT INTO bookings (tenant_id, customer, message_id, starts_at, ends_at)
    SELECT $1, $2, $3, $4::timestamptz, $4::timestamptz + interval '30 min'
    WHERE NOT EXISTS (
      SELECT 1 FROM bookings
      WHERE tenant_id = $1 AND starts_at < $4::timestamptz + interval '30 min' AND ends_at > $4::timestamptz
    ) ON CONFLICT DO NOTHING`,
};

function momentIn(text) {
  const time = TIME.exec(text);
  if (!time) return null;
  const now = new Date();
  const moment = new Date(now);
  const date = DATE.exec(text);
  if (date) {
    moment.setMonth(Number(date[2]) - 1, Number(date[1]));
    if (moment < now) moment.setFullYear(moment.getFullYear() + 1);
  } else if (TOMORROW.test(text)) {
    moment.setDate(moment.getDate() + 1);
  } else {
    return null;
  }
  moment.setHours(Number(time[1]), Number(time[2]), 0, 0);
  return moment;
}

function answerTo(text) {
  if (CANCEL.test(text)) return 'Запись отменена';
  if (PRICE.test(text)) return 'Стрижка 1500 ₽';
  if (HOURS.test(text)) return 'Мы работаем с 9 до 20';
  return 'Чем помочь?';
}

function send(account, body) {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: Number(GRAPH_PORT),
      path: `/v26.0/${account}/messages`,
      method: 'POST',
      agent,
      headers: {
        'content-type': 'application/json',
        authorization: 'Bearer token',
        'content-length': Buffer.byteLength(body),
      },
    };
    const request = http.request(options, (response) => {
      response.resume();
      response.on('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`the Graph API said ${response.statusCode}`));
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function turn(message, tenant) {
  const moment = BOOK.test(message.text) ? momentIn(message.text) : null;
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const handled = await client.query({ ...HANDLED, values: [message.id] });
    if (handled.rowCount === 0) {
      await client.query('ROLLBACK');
      return null;
    }
    let reply = answerTo(message.text);
    if (moment) {
      const values = [tenant.id, message.from, message.id, moment];
      const booked = await client.query({ ...BOOKING, values });
      reply = booked.rowCount ? `Вы записаны на ${moment.toISOString()}` : 'Это время занято, выберите другое';
    }
    await client.query('COMMIT');
    return reply;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  } finally {
    client.release();
  }
}

async function handle(job) {
  const message = job.data;
  const tenant = (await pool.query({ ...TENANT, values: [message.account] })).rows[0];
  if (!tenant) return;
  const reply = await turn(message, tenant);
  if (reply === null) return;
  const body = {
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: message.from,
    context: { message_id: message.id },
    type: 'text',
    text: { body: reply },
  };
  await send(message.account, JSON.stringify(body));
}

const worker = new Worker('inbound', handle, {
  connection: { host: '127.0.0.1', port: Number(REDIS_PORT) },
  concurrency,
  removeOnComplete: { count: 1000 },
});
worker.on('error', (error) => console.error(error));
worker.on('failed', (job, error) => console.error('failed', error.message));
worker.waitUntilReady().then(() => console.log('works'));
