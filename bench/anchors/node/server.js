// Takes webhooks: checks the signature over the raw bytes, puts each message on the queue, and says 200 once
// Redis has it. What that is worth depends on Redis: with appendfsync always it survives a crash of the
// host, with everysec up to a second of it may be gone.
'use strict';

const crypto = require('node:crypto');
const express = require('express');
const { Queue } = require('bullmq');

const { PORT, REDIS_PORT, APP_SECRET } = process.env;
const queue = new Queue('inbound', { connection: { host: '127.0.0.1', port: Number(REDIS_PORT) } });
const retries = { attempts: 5, backoff: { type: 'exponential', delay: 500 }, removeOnComplete: 1000 };

function signed(body, header) {
  const wanted = Buffer.from('sha256=' + crypto.createHmac('sha256', APP_SECRET).update(body).digest('hex'));
  const given = Buffer.from(header || '');
  return wanted.length === given.length && crypto.timingSafeEqual(wanted, given);
}

function jobsOf(document) {
  const jobs = [];
  for (const entry of document.entry || []) {
    for (const { value = {} } of entry.changes || []) {
      for (const message of value.messages || []) {
        const data = {
          id: message.id,
          from: message.from,
          text: message.text ? message.text.body : '',
          account: value.metadata.phone_number_id,
        };
        // The message's own id: BullMQ takes a redelivery for the job that it has already.
        jobs.push({ name: 'message', data, opts: { ...retries, jobId: message.id } });
      }
    }
  }
  return jobs;
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.post('/webhook', express.raw({ type: '*/*', limit: '3mb' }), async (request, response) => {
  if (!signed(request.body, request.get('x-hub-signature-256'))) return response.sendStatus(401);
  try {
    const jobs = jobsOf(JSON.parse(request.body));
    if (jobs.length === 1) await queue.add(jobs[0].name, jobs[0].data, jobs[0].opts);
    else if (jobs.length) await queue.addBulk(jobs);
    return response.status(200).send('ok');
  } catch (error) {
    console.error(error);
    return response.sendStatus(500);
  }
});
app.listen(Number(PORT), '127.0.0.1', () => console.log(`listens at http://127.0.0.1:${PORT}`));
