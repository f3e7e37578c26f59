import { catalogue } from "./catalogue.ts";

const food = ["食品", "food", "grocery"];

export const dailyfreshProducts = catalogue("df", "CNY", [
  {
    category: { zh: "坚果零食", en: "Nuts and snacks" },
    words: [...food, "零食", "snack"],
    rows: [
      ["每日坚果三十袋", "Daily nuts, 30 bags", 12_900, 800, "坚果, 混合坚果, nuts, mixed nuts"],
      ["原味核桃仁", "Plain walnut kernels", 6_900, 520, "核桃, 坚果, walnuts, nuts"],
      ["坚果礼盒", "Nut gift box", 26_800, 1_900, "坚果, 礼盒, nuts, gift box"],
      ["海盐腰果", "Sea-salt cashews", 5_800, 400, "腰果, 坚果, cashews, nuts"],
      ["冻干草莓脆", "Freeze-dried strawberries", 3_900, 120, "草莓脆, 果干, dried fruit, strawberries"],
      ["燕麦能量棒", "Oat bars", 4_500, 360, "燕麦棒, 能量棒, oat bar, cereal bar"],
    ],
  },
  {
    category: { zh: "咖啡茶饮", en: "Coffee and tea" },
    words: [...food, "饮品", "drink"],
    rows: [
      ["云南咖啡豆", "Yunnan coffee beans", 8_800, 500, "咖啡, 咖啡豆, coffee, coffee beans"],
      ["挂耳咖啡二十包", "Drip coffee, 20 bags", 6_800, 260, "咖啡, 挂耳, coffee, drip coffee"],
      ["高山乌龙茶", "High-mountain oolong", 15_800, 250, "茶, 乌龙, 茶叶, tea, oolong"],
      ["茉莉花茶", "Jasmine tea", 7_200, 200, "茶, 花茶, 茶叶, tea, jasmine"],
      ["无糖燕麦奶六瓶", "Unsweetened oat milk, six bottles", 7_900, 6_200, "燕麦奶, 植物奶, oat milk"],
    ],
  },
  {
    category: { zh: "水果", en: "Fruit" },
    words: [...food, "水果", "生鲜", "fruit", "fresh"],
    rows: [
      ["阳光玫瑰葡萄两斤", "Shine Muscat grapes, 1 kg", 5_900, 1_050, "葡萄, 青提, grapes", "fresh"],
      ["丹东草莓", "Strawberries, 500 g", 4_900, 560, "草莓, strawberries", "fresh"],
      ["赣南脐橙五斤", "Navel oranges, 2.5 kg", 3_990, 2_600, "橙子, 脐橙, oranges", "fresh"],
      ["麒麟西瓜一个", "Watermelon", 4_290, 4_800, "西瓜, watermelon, melon", "fresh"],
      ["金枕榴莲", "Durian", 16_900, 2_700, "榴莲, durian", "fresh"],
    ],
  },
  {
    category: { zh: "蔬菜", en: "Vegetables" },
    words: [...food, "蔬菜", "菜", "生鲜", "vegetables", "fresh"],
    rows: [
      ["有机番茄", "Organic tomatoes", 1_890, 800, "番茄, 西红柿, tomatoes", "fresh"],
      ["小油菜", "Baby bok choy", 790, 400, "青菜, 油菜, greens, bok choy", "fresh"],
      ["铁棍山药", "Chinese yam", 2_690, 1_000, "山药, yam", "fresh"],
    ],
  },
  {
    category: { zh: "肉蛋水产", en: "Meat, eggs and seafood" },
    words: [...food, "生鲜", "冷链", "fresh", "chilled"],
    rows: [
      ["散养鸡蛋三十枚", "Free-range eggs, 30", 3_690, 1_900, "鸡蛋, 蛋, eggs", "fresh"],
      ["三文鱼刺身", "Salmon for sashimi", 12_800, 420, "三文鱼, 鱼, salmon, fish", "fresh"],
      ["鲜活大闸蟹八只", "Live hairy crabs, eight", 29_800, 1_700, "大闸蟹, 螃蟹, 蟹, crabs, crab", "fresh"],
      ["谷饲牛排四片", "Grain-fed steaks, four", 18_900, 900, "牛排, 牛肉, steak, beef", "fresh"],
    ],
  },
  {
    category: { zh: "粮油厨房", en: "Pantry" },
    words: [...food, "粮油", "pantry"],
    rows: [
      ["五常大米十斤", "Wuchang rice, 5 kg", 7_990, 5_050, "大米, 米, rice"],
      ["冷榨菜籽油", "Cold-pressed rapeseed oil", 6_590, 2_000, "油, 菜籽油, 食用油, oil, cooking oil"],
      ["土蜂蜜", "Wildflower honey", 8_900, 700, "蜂蜜, 蜜, honey"],
      ["手工挂面", "Hand-pulled dried noodles", 2_900, 1_000, "面条, 挂面, noodles"],
      [
        "生日蛋糕（可写字）",
        "Birthday cake with a message",
        19_800,
        1_300,
        "蛋糕, 生日蛋糕, cake, birthday cake",
        "custom",
      ],
    ],
  },
]);
