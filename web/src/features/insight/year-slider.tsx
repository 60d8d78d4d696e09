import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { monthEnds, placeOf } from './month-ends.ts';
import './year-slider.css';

const STEP_MS = 900;

interface YearSliderProps {
  readonly asOf: string;
  readonly today: string;
  /** The picture of the last step has not arrived: the next one waits. */
  readonly isBusy: boolean;
  readonly onDay: (asOf: string) => void;
}

/** A year of the map by month ends, to drag through or to watch. */
export function YearSlider({ asOf, today, isBusy, onDay }: YearSliderProps) {
  const { t } = useTranslation();
  const days = monthEnds(today);
  const place = placeOf(days, asOf);
  const [isPlaying, setIsPlaying] = useState(false);
  const next = days[place + 1];
  useEffect(() => {
    if (!isPlaying || isBusy) {
      return undefined;
    }
    const timer = window.setTimeout(() => {
      if (next === undefined) {
        setIsPlaying(false);
      } else {
        onDay(next);
      }
    }, STEP_MS);
    return () => window.clearTimeout(timer);
  }, [isPlaying, isBusy, next, onDay]);
  const play = (): void => {
    if (!isPlaying && next === undefined && days[0] !== undefined) {
      onDay(days[0]);
    }
    setIsPlaying(!isPlaying);
  };
  return (
    <div className="year-slider">
      <Button size="small" aria-pressed={isPlaying} onClick={play}>
        {t(isPlaying ? 'seeing.pause' : 'seeing.play')}
      </Button>
      <input
        type="range"
        min={0}
        max={days.length - 1}
        step={1}
        value={place}
        aria-label={t('seeing.slider')}
        aria-valuetext={days[place]}
        onChange={(event) => {
          setIsPlaying(false);
          onDay(days[Number(event.target.value)] ?? today);
        }}
      />
      <span className="figures small quiet year-slider-day">{asOf}</span>
    </div>
  );
}
