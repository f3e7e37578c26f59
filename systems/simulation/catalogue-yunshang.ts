import { catalogue } from "./catalogue.ts";

const clothes = ["衣服", "clothes", "clothing"];

export const yunshangProducts = catalogue("ys", "CNY", [
  {
    category: { zh: "外套", en: "Outerwear" },
    words: [...clothes, "外套", "jacket"],
    rows: [
      ["羊毛大衣", "Wool coat", 79_900, 1_450, "大衣, 毛呢大衣, 呢子, coat, overcoat, woollen coat"],
      ["短款羽绒服", "Short down jacket", 89_900, 820, "羽绒服, 羽绒, 棉服, down jacket, puffer, winter jacket"],
      ["防风冲锋衣", "Windproof shell jacket", 52_900, 640, "冲锋衣, 风衣, 防水, shell, windbreaker, raincoat"],
      ["牛仔外套", "Denim jacket", 32_900, 780, "牛仔衣, 牛仔, denim, jean jacket"],
      ["薄款夹克", "Light jacket", 27_900, 520, "夹克, 薄外套, blouson"],
      ["摇粒绒外套", "Fleece jacket", 19_900, 430, "摇粒绒, 抓绒, 绒衣, fleece"],
    ],
  },
  {
    category: { zh: "上衣", en: "Tops" },
    words: [...clothes, "上衣", "top"],
    rows: [
      ["重磅棉T恤", "Heavy cotton T-shirt", 12_900, 240, "T恤, 短袖, tee, t-shirt, tshirt"],
      ["条纹长袖衫", "Striped long-sleeve top", 15_900, 260, "长袖, 条纹衫, 打底衫, long sleeve, striped shirt"],
      ["亚麻衬衫", "Linen shirt", 25_900, 280, "衬衫, 衬衣, shirt, linen"],
      ["羊绒圆领毛衣", "Cashmere crew-neck sweater", 56_900, 350, "毛衣, 羊绒衫, 针织衫, sweater, jumper, pullover"],
      ["麻花针织开衫", "Cable-knit cardigan", 34_900, 460, "开衫, 针织, 毛线衣, cardigan, knitwear"],
      ["连帽卫衣", "Hooded sweatshirt", 23_900, 560, "卫衣, 帽衫, hoodie, sweatshirt"],
    ],
  },
  {
    category: { zh: "裤装", en: "Trousers" },
    words: [...clothes, "裤子", "trousers", "pants"],
    rows: [
      ["直筒牛仔裤", "Straight jeans", 29_900, 690, "牛仔裤, 直筒裤, jeans, denim"],
      ["羊毛阔腿裤", "Wide-leg wool trousers", 39_900, 540, "阔腿裤, 西裤, wide leg"],
      ["束脚运动裤", "Tapered joggers", 18_900, 420, "运动裤, 卫裤, joggers, sweatpants"],
      ["灯芯绒长裤", "Corduroy trousers", 24_900, 580, "灯芯绒, 长裤, corduroy"],
    ],
  },
  {
    category: { zh: "裙装", en: "Dresses and skirts" },
    words: [...clothes, "裙子"],
    rows: [
      ["碎花连衣裙", "Floral dress", 36_900, 380, "连衣裙, 碎花裙, dress"],
      ["百褶半身裙", "Pleated skirt", 21_900, 330, "半身裙, 百褶裙, skirt"],
      ["针织连衣裙", "Knit dress", 42_900, 490, "毛衣裙, 长裙, dress, knitted dress"],
    ],
  },
  {
    category: { zh: "鞋靴", en: "Shoes" },
    words: ["鞋", "鞋子", "shoes"],
    rows: [
      ["真皮乐福鞋", "Leather loafers", 45_900, 760, "乐福鞋, 皮鞋, 单鞋, loafers"],
      ["帆布鞋", "Canvas sneakers", 16_900, 640, "板鞋, 小白鞋, sneakers, canvas shoes"],
      ["雪地靴", "Snow boots", 38_900, 1_150, "靴子, 棉鞋, boots"],
    ],
  },
  {
    category: { zh: "配饰", en: "Accessories" },
    words: ["配饰", "accessories"],
    rows: [
      ["羊绒围巾", "Cashmere scarf", 29_900, 180, "围巾, 披肩, scarf, shawl"],
      ["针织毛线帽", "Knitted beanie", 8_900, 90, "帽子, 毛线帽, hat, beanie"],
      ["真皮腰带", "Leather belt", 13_900, 220, "腰带, 皮带, belt"],
      ["棉袜五双装", "Cotton socks, five pairs", 5_900, 200, "袜子, 短袜, socks", "hygiene"],
      ["纯棉内裤三条装", "Cotton briefs, three pack", 7_900, 150, "内裤, 内衣, briefs, underwear", "hygiene"],
    ],
  },
  {
    category: { zh: "定制", en: "Made to order" },
    words: [...clothes, "定制", "custom", "tailored"],
    rows: [
      ["量体定制西装", "Made-to-measure suit", 189_900, 1_600, "西装, 西服, suit, tailored suit", "custom"],
      ["刺绣名字衬衫", "Shirt with embroidered name", 32_900, 290, "绣字衬衫, 刻字, monogram shirt", "custom"],
    ],
  },
]);
