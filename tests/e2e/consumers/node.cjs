const assert = require('node:assert/strict');
const portolan = require('portolan');

portolan.init().then(() => assert.deepEqual(portolan.analyze([]).diagnostics, []));
