// The colours of statuses as people see them who lack one kind of cone, and what they are read against.

import { describe, expect, it } from 'vitest';
import { darkToneColors, toneColors } from '../../../src/core/render/badge.ts';
import { statuses, statusTable } from '../../../src/core/status/statuses.ts';

type Triple = readonly [number, number, number];

/**
 * On linear sRGB, at full severity: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model
 * for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), 1291-1298, doi:10.1109/TVCG.2009.113.
 */
const eyes: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  'every cone': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red cone (protanopia)': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green cone (deuteranopia)': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue cone (tritanopia)': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/**
 * CIEDE2000. Twice the 5 units that CIE 142-2001 gives as the end of small differences, and more than the 7.3 units of
 * lightness at which half of all people tell two marks of a third of a degree apart (D. A. Szafir, M. Stone and V. Setlur, "An
 * Engineering Model for Color Difference as a Function of Size", 2014).
 */
const minDifference = 10;

const pages = [
  ['light', toneColors, '#ffffff'],
  ['dark', darkToneColors, '#0f1216'],
] as const;

describe.each(pages)('on a %s page', (_, colors, page) => {
  const pairs = Object.entries(colors).flatMap(([name, color], index, all) =>
    all.slice(index + 1).map(([other, otherColor]) => ({ name: `${name} and ${other}`, color, otherColor })),
  );

  it.each(Object.entries(eyes))('any two tones differ for eyes with %s', (_, eye) => {
    const differences = pairs.map(({ name, color, otherColor }) => ({
      name,
      difference: differ(toLab(see(color, eye)), toLab(see(otherColor, eye))),
    }));
    expect(differences).toHaveLength(21);
    expect(differences.filter(({ difference }) => difference < minDifference)).toEqual([]);
  });

  it.each(Object.entries(colors))(
    '%s can be read as text against the page, and carries text of its colour',
    (_, color) => {
      const [darker = 0, lighter = 0] = [luminanceOf(color), luminanceOf(page)].sort((one, other) => one - other);
      expect((lighter + 0.05) / (darker + 0.05)).toBeGreaterThanOrEqual(4.5);
    },
  );
});

describe('the measure of difference', () => {
  // G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation Notes", 2005, table 1.
  it.each([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
    [[50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461],
  ] as const)('gives what its authors published for %j and %j', (one, other, expected) => {
    expect(differ(one, other)).toBeCloseTo(expected, 3);
  });
});

describe('the marks', () => {
  it('have a shape of their own for every status, also where two share a tone', () => {
    expect(new Set(statuses.map((status) => statusTable[status].mark)).size).toBe(statuses.length);
  });
});

function toLinear(color: string): Triple {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(color.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return [red, green, blue];
}

function luminanceOf(color: string): number {
  const [red, green, blue] = toLinear(color);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function see(color: string, eye: readonly Triple[]): Triple {
  const [red, green, blue] = toLinear(color);
  const [one = 0, two = 0, three = 0] = eye.map(([a, b, c]) =>
    Math.min(1, Math.max(0, a * red + b * green + c * blue)),
  );
  return [one, two, three];
}

/** CIELAB under D65. */
function toLab([red, green, blue]: Triple): Triple {
  const bend = (value: number) => (value > 216 / 24389 ? Math.cbrt(value) : (value * 24389) / 27 / 116 + 16 / 116);
  const x = bend((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = bend(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = bend((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

const degrees = 180 / Math.PI;

/** CIEDE2000 with all weights 1. */
function differ([lightness1, a1, b1]: Triple, [lightness2, a2, b2]: Triple): number {
  const chroma = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const stretch = 1 + 0.5 * (1 - Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7)));
  const chroma1 = Math.hypot(a1 * stretch, b1);
  const chroma2 = Math.hypot(a2 * stretch, b2);
  const hueOf = (a: number, b: number) => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) * degrees + 360) % 360);
  const hue1 = hueOf(a1 * stretch, b1);
  const hue2 = hueOf(a2 * stretch, b2);
  const isGrey = chroma1 * chroma2 === 0;
  const isAcross = Math.abs(hue1 - hue2) > 180;
  const turn = isGrey ? 0 : hue2 - hue1 + (isAcross ? (hue2 > hue1 ? -360 : 360) : 0);
  const sum = hue1 + hue2;
  const hue = isGrey ? sum : isAcross ? (sum < 360 ? sum + 360 : sum - 360) / 2 : sum / 2;
  const lightness = (lightness1 + lightness2) / 2;
  const mean = (chroma1 + chroma2) / 2;
  const cos = (angle: number) => Math.cos(angle / degrees);
  const weight = 1 - 0.17 * cos(hue - 30) + 0.24 * cos(2 * hue) + 0.32 * cos(3 * hue + 6) - 0.2 * cos(4 * hue - 63);
  const inLightness =
    (lightness2 - lightness1) / (1 + (0.015 * (lightness - 50) ** 2) / Math.sqrt(20 + (lightness - 50) ** 2));
  const inChroma = (chroma2 - chroma1) / (1 + 0.045 * mean);
  const inHue = (2 * Math.sqrt(chroma1 * chroma2) * Math.sin(turn / 2 / degrees)) / (1 + 0.015 * mean * weight);
  const rotation =
    -2 * Math.sqrt(mean ** 7 / (mean ** 7 + 25 ** 7)) * Math.sin((60 * Math.exp(-(((hue - 275) / 25) ** 2))) / degrees);
  return Math.sqrt(inLightness ** 2 + inChroma ** 2 + inHue ** 2 + rotation * inChroma * inHue);
}
