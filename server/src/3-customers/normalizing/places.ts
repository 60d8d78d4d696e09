import { readDivisionOf } from './addresses.ts';
import { divisionName } from './divisions.ts';

/** Where somebody lives, for conditions on regions and cities; what was given stays as it is. */
export interface Place {
  /**
   * 江苏省苏州市, with what the region says beside it; null where no place of China is named. Of an address no more than
   * the city, which is what masked addresses show too; of a region all that it says.
   */
  readonly text: string | null;
  /** The smallest division that is sure: 2, 4 or 6 digits. */
  readonly code: string | null;
}

const NOWHERE: Place = { text: null, code: null };
const MUNICIPALITY = /^(?:11|12|31|50)/;
const SIGNS = /[省市区县州\s,，/·-]/gu;

/** By the region where it names a place, else by the address; the address tells more where it lies in that region. */
export function placeOf(given: { readonly region: string | null; readonly address: string | null }): Place {
  const { region, address } = given;
  const byRegion = region === null ? null : readDivisionOf(region, null);
  if (region !== null && byRegion === null) {
    // Somewhere else, or a sales region: nobody knows better than whoever said so.
    return NOWHERE;
  }
  const byAddress = address === null ? null : readDivisionOf(address, byRegion);
  const isWithin = byAddress !== null && (byRegion === null || byAddress.startsWith(byRegion));
  const code = isWithin ? byAddress : byRegion;
  return code === null ? NOWHERE : { text: textOf(openPart(code, byRegion), region), code };
}

/** Cities without a prefecture (仙桃) have six digits as areas do. */
function openPart(code: string, byRegion: string | null): string {
  const isSaid = byRegion !== null && byRegion.length === code.length;
  const isCity = divisionName(code.slice(0, 4))?.includes('直辖') === true;
  return isSaid || isCity ? code : code.slice(0, 4);
}

function textOf(code: string, region: string | null): string {
  const isCityless = MUNICIPALITY.test(code);
  const [province, city, area] = [code.slice(0, 2), code.slice(0, 4), code].map(divisionName);
  const names = [
    province,
    code.length >= 4 && !isCityless && city?.includes('直辖') !== true ? city : null,
    code.length === 6 && area !== city ? area : null,
  ];
  const full = names.filter((name) => name !== null && name !== undefined).join('');
  const isSaid = region === null || [...region.replace(SIGNS, '')].every((sign) => full.includes(sign));
  return isSaid ? full : `${full} ${region}`;
}
