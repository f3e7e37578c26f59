import { catalogue } from "./catalogue.ts";

export const brightbyteProducts = catalogue("bb", "USD", [
  {
    category: { zh: "耳机音响", en: "Audio" },
    words: ["数码", "electronics", "audio"],
    rows: [
      ["云听头戴式耳机", "Hush over-ear headphones", 9_900, 285, "耳机, 头戴耳机, headphones, headset, over-ear"],
      [
        "静域降噪头戴耳机",
        "Hush Pro noise-cancelling headphones",
        21_900,
        310,
        "耳机, 降噪耳机, 头戴耳机, headphones, headset, anc",
      ],
      ["轻听头戴式耳机", "Hush Lite over-ear headphones", 3_490, 220, "耳机, 头戴耳机, headphones, headset, over-ear"],
      [
        "豆粒无线耳塞",
        "Pip wireless earbuds",
        5_900,
        55,
        "耳塞, 蓝牙耳机, 真无线, earbuds, earphones, buds",
        "hygiene",
      ],
      ["石鼓蓝牙音箱", "Drum Bluetooth speaker", 7_900, 640, "音箱, 音响, 蓝牙音箱, speaker, bluetooth speaker"],
      ["桌面回音壁", "Desk soundbar", 12_900, 2_100, "回音壁, 音箱, soundbar, speaker"],
    ],
  },
  {
    category: { zh: "键盘鼠标", en: "Keyboards and mice" },
    words: ["数码", "electronics", "computer accessory"],
    rows: [
      ["矮轴机械键盘", "Low-profile mechanical keyboard", 11_900, 780, "键盘, 机械键盘, keyboard"],
      ["无线静音鼠标", "Silent wireless mouse", 2_990, 95, "鼠标, 无线鼠标, mouse"],
      ["立式人体工学鼠标", "Vertical mouse", 4_990, 140, "鼠标, 竖握鼠标, mouse, ergonomic mouse"],
      ["刻名键盘", "Keyboard with engraved name", 14_900, 820, "刻字键盘, 定制键盘, engraved keyboard", "custom"],
    ],
  },
  {
    category: { zh: "充电与线材", en: "Power and cables" },
    words: ["数码", "electronics", "accessory"],
    rows: [
      ["65瓦氮化镓充电器", "65 W GaN charger", 4_590, 130, "充电器, 充电头, charger, power adapter, plug"],
      ["两万毫安充电宝", "20,000 mAh power bank", 5_490, 420, "充电宝, 移动电源, power bank, battery pack"],
      ["编织数据线两米", "Braided USB-C cable, 2 m", 1_490, 70, "数据线, 充电线, cable, usb cable, charging cable"],
      [
        "三合一无线充电座",
        "Three-in-one wireless charger",
        6_990,
        310,
        "无线充, 充电座, wireless charger, charging stand",
      ],
      ["扩展坞七合一", "Seven-port hub", 5_990, 110, "扩展坞, 转接头, hub, dock, usb hub"],
    ],
  },
  {
    category: { zh: "屏幕与摄像", en: "Screens and cameras" },
    words: ["数码", "electronics"],
    rows: [
      ["27英寸显示器", "27-inch monitor", 28_900, 5_400, "显示器, 屏幕, monitor, screen, display"],
      ["便携屏", "Portable monitor", 16_900, 980, "便携屏, 副屏, portable screen, monitor"],
      ["高清网络摄像头", "HD webcam", 6_490, 160, "摄像头, 网络摄像头, webcam, camera"],
      ["门铃摄像头", "Doorbell camera", 12_490, 350, "门铃, 监控, doorbell, security camera"],
    ],
  },
  {
    category: { zh: "穿戴与居家", en: "Wearables and home" },
    words: ["数码", "electronics", "gadget"],
    rows: [
      ["轻跑智能手表", "Stride smartwatch", 17_900, 60, "手表, 智能手表, watch, smartwatch"],
      ["睡眠手环", "Sleep band", 4_990, 30, "手环, band, fitness tracker, tracker"],
      ["护眼台灯", "Eye-care desk lamp", 5_990, 900, "台灯, 灯, lamp, desk lamp, light"],
      ["智能插座两只装", "Smart plugs, two pack", 2_490, 180, "插座, 智能插座, plug, smart plug, socket"],
      ["迷你扫地机器人", "Small robot vacuum", 24_900, 3_600, "扫地机, 机器人, vacuum, robot vacuum"],
      ["电子墨水阅读器", "E-ink reader", 13_900, 190, "阅读器, 电子书, e-reader, reader, ebook"],
    ],
  },
  {
    category: { zh: "数字商品", en: "Digital goods" },
    words: ["软件", "software"],
    rows: [
      [
        "照片整理软件一年版",
        "Photo sorter, one-year licence",
        3_900,
        0,
        "软件, 序列号, licence, license key, software",
        "digital",
      ],
    ],
  },
]);
