import { describe, expect, it } from 'vitest';
import { createApp } from '../../src/web/app.ts';
describe('x', () => { it('y', async () => { expect(typeof createApp).toBe('function'); }); });
