const assert = require('node:assert/strict');
const portolan = require('portolan');

portolan.init().then(() => assert.match(portolan.version(), /^\d/));
