import { theme as antdTheme, type ThemeConfig } from 'antd';
import { type Mode, PALETTES } from './tokens.ts';

const SHAPE = {
  fontFamily: 'var(--font)',
  fontSize: 14,
  fontSizeSM: 12,
  fontSizeLG: 16,
  fontSizeHeading1: 28,
  fontSizeHeading2: 20,
  fontSizeHeading3: 16,
  lineHeight: 1.5,
  borderRadius: 6,
  borderRadiusLG: 6,
  borderRadiusSM: 4,
  wireframe: false,
  motionDurationFast: '0.12s',
  motionDurationMid: '0.15s',
  motionDurationSlow: '0.18s',
} as const;

/** Heights of controls: for the pointer, and for the thumb. */
const DESK = { controlHeight: 34 } as const;
const PHONE = { controlHeight: 40, controlHeightSM: 32 } as const;

interface ThemeOptions {
  readonly motion: boolean;
  readonly isNarrow: boolean;
}

/** Our tokens in the words of antd, so that its parts and ours look like one family. */
export function antdThemeOf(mode: Mode, { motion, isNarrow }: ThemeOptions): ThemeConfig {
  const palette = PALETTES[mode];
  return {
    algorithm: mode === 'dark' ? antdTheme.darkAlgorithm : antdTheme.defaultAlgorithm,
    token: {
      ...SHAPE,
      ...(isNarrow ? PHONE : DESK),
      motion,
      colorPrimary: palette.accent,
      colorPrimaryHover: palette.accentHover,
      colorPrimaryActive: palette.accentHover,
      colorLink: palette.accent,
      colorLinkHover: palette.accentHover,
      colorInfo: palette.accent,
      colorError: palette.danger,
      colorWarning: palette.warning,
      colorSuccess: palette.success,
      colorText: palette.ink,
      colorTextSecondary: palette.ink2,
      colorTextTertiary: palette.ink3,
      colorTextPlaceholder: palette.ink3,
      colorTextDescription: palette.ink2,
      colorTextLightSolid: palette.onAccent,
      colorBgBase: palette.surface,
      colorBgLayout: palette.ground,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.surface,
      colorBorder: palette.hairlineStrong,
      colorBorderSecondary: palette.hairline,
      colorSplit: palette.hairline,
      controlItemBgHover: palette.hover,
      controlItemBgActive: palette.accentSoft,
      boxShadowSecondary: palette.shadow,
      controlOutline: 'transparent',
    },
    components: {
      Tooltip: { colorBgSpotlight: palette.ink, colorTextLightSolid: palette.ground },
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        defaultBorderColor: palette.edge,
        defaultHoverBorderColor: palette.hairlineStrong,
        defaultHoverColor: palette.ink,
        defaultActiveBorderColor: palette.hairlineStrong,
        defaultActiveColor: palette.ink,
        defaultHoverBg: palette.surface,
        textHoverBg: palette.hover,
      },
      Input: { activeShadow: `0 0 0 1px ${palette.accent}` },
      Select: { optionSelectedFontWeight: 500, activeOutlineColor: palette.accent },
      Segmented: { itemSelectedBg: palette.surface, trackBg: palette.hover, itemColor: palette.ink2 },
    },
  };
}
