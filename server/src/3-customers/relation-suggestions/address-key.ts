import { readAddress } from '../normalizing/addresses.ts';

const SHORTEST = 4;

/**
 * The text that two addresses of one door have in common, however they are written; null where no city or no house is
 * named, since a street alone says nothing about who lives together.
 */
export function doorOf(address: string, region: string | null): string | null {
  const { cityCode, areaCode, provinceCode, detail } = readAddress(address, { region });
  const place = areaCode ?? cityCode ?? provinceCode;
  return place === null || detail.length < SHORTEST || !/\d/u.test(detail) ? null : `${place}|${detail}`;
}
