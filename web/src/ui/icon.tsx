import {
  AppstoreOutlined,
  ArrowLeftOutlined,
  BulbOutlined,
  CalendarOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseOutlined,
  CloudUploadOutlined,
  DownloadOutlined,
  DownOutlined,
  EllipsisOutlined,
  ExclamationCircleOutlined,
  EyeInvisibleOutlined,
  EyeOutlined,
  FileTextOutlined,
  GlobalOutlined,
  HomeOutlined,
  ImportOutlined,
  InfoCircleOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  RightOutlined,
  SearchOutlined,
  SettingOutlined,
  ShopOutlined,
  ShoppingOutlined,
  StopOutlined,
  TableOutlined,
  TeamOutlined,
  UndoOutlined,
  UserOutlined,
} from '@ant-design/icons';

const ICONS = {
  map: AppstoreOutlined,
  back: ArrowLeftOutlined,
  idea: BulbOutlined,
  calendar: CalendarOutlined,
  done: CheckCircleOutlined,
  clock: ClockCircleOutlined,
  close: CloseOutlined,
  upload: CloudUploadOutlined,
  download: DownloadOutlined,
  down: DownOutlined,
  more: EllipsisOutlined,
  warning: ExclamationCircleOutlined,
  hide: EyeInvisibleOutlined,
  show: EyeOutlined,
  file: FileTextOutlined,
  language: GlobalOutlined,
  home: HomeOutlined,
  import: ImportOutlined,
  info: InfoCircleOutlined,
  fold: MenuFoldOutlined,
  unfold: MenuUnfoldOutlined,
  right: RightOutlined,
  search: SearchOutlined,
  settings: SettingOutlined,
  goods: ShopOutlined,
  orders: ShoppingOutlined,
  stop: StopOutlined,
  columns: TableOutlined,
  people: TeamOutlined,
  undo: UndoOutlined,
  person: UserOutlined,
} as const;

export type IconName = keyof typeof ICONS;

/** One family, 16 px, silent: the word beside it speaks. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  const Drawing = ICONS[name];
  return (
    <span className="icon" aria-hidden="true">
      <Drawing style={{ fontSize: size }} />
    </span>
  );
}
