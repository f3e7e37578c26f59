import { edge } from "./features.ts";
import { hashText, pairHash } from "./hash.ts";
import { createVocabulary, indexOfHash } from "./vocabulary.ts";
import { wordsOf } from "./words.ts";

/*
 * What words have in common in the trade, in both languages. A classifier taught "the mug is smashed" by a handful of
 * examples thereby also understands "灯罩裂了": both speak of a defect. Our own list; it holds kinds of meaning, never
 * sentences, and no label depends on it alone.
 */
const lexicon: Readonly<Record<string, string>> = {
  not: "not no never nothing none nobody without isnt arent wasnt werent dont doesnt didnt hasnt havent hadnt wont cant cannot couldnt wouldnt aint neither 不 没 没有 未 无 别 非 没见 尚未 不能 无法 不让",
  where:
    "where wheres whereabouts how_far 哪 哪里 哪儿 那里 到哪 位置 何处 哪去 去哪 在哪 ended_up end_up what_happened which_locker 走哪 走到哪",
  when: "when how_long eta how_many_days how_much_longer what_time what_day 什么时候 几时 啥时候 何时 几天 多久 多长时间 几号 哪天 什么时间 几点 多少天 when_will ages how_soon 还要多久 等多久",
  arrive:
    "arrive arrived arriving arrival come came comes coming here show_up shown_up showed_up turn_up turned_up land reach reached delivered deliver delivery dropped_off handed_over 到 到达 送达 抵达 到货 送到 送来 配送 派送 派件 投递 妥投 送货 到了 arrives reaches landed brought bring 上门 送上门 送过来 到手上",
  ship: "ship shipped ships dispatch dispatched sent send sending mailed post posted leave left_your warehouse out_for preparing prepared packed processing label_created 发货 寄 寄出 发出 出库 发 揽收 发出来 备货 打包 待发货 待揽收 寄来 发来 派 shipping shipment_created transit in_transit picked_up origin_facility 在路上 路上 出发 发走 未发 在途",
  receive:
    "receive received recieved got get gotten signed sign accept 收到 到手 收 签收 拿到 领到 取到 收着 taken_in took_in 代签 签字 收货了 没拿到",
  late: "late delay delayed overdue slow waiting wait waited forever still yet stuck frozen behind since silence silent supposed promised 慢 晚 迟 延误 等 还没 一直 卡 卡住 停 耽误 迟迟 至今 拖 好久 好几天 半个月 超时 说好 承诺 趴窝 不动 ages hurry days_ago weeks promised_by taking_so_long taking_forever 迟到 超期 急 着急 等着 赶紧 赶快 快点 天了 还不",
  track:
    "track tracking traced trace status update updates updated movement moved_since scan scans progress news 物流 单号 运单 快递单号 查件 追踪 跟踪 轨迹 进度 动静 更新 查 查查 催 查询 状态 物流信息 消息 exception on_hold facility label pickup_scan tracking_number tracking_link 异常 滞留 派送失败 取件码 物流链接",
  parcel:
    "parcel parcels package packages pkg shipment box boxes order orders mail carton crate 包裹 快递 快件 箱子 盒子 邮包 货 货物 订单 单子 单 箱",
  carrier:
    "courier carrier driver ups fedex dhl usps royal_mail postman mailman postal van truck depot hub sorting customs locker pickup porch doorman concierge lobby neighbor neighbour doorstep 快递员 快递小哥 派件员 配送员 骑手 司机 驿站 丰巢 快递柜 柜子 中转 转运 网点 海关 清关 仓库 顺丰 圆通 中通 申通 韵达 邮政 门卫 保安 前台 门口 菜鸟 front_desk reception drop_off station post_office mailroom 物业 自提点 代收 收发室 快递公司 派送点",
  lost: "lost lose losing disappear disappeared vanish vanished gone stolen went_missing 丢 丢失 丢件 弄丢 不见 遗失 失踪 被偷 没了 找不到 没找到",
  cancel:
    "cancel cancelled canceled cancelling cancellation cancle void abort undo withdraw revoke rescind scrap stop halt intercept terminate annul call_off pull_back kill drop remove delete 取消 撤销 撤单 撤回 撤 关闭 终止 中止 作废 拦截 拦 拦下 撤掉 去掉 删掉 取消掉 别发 别寄 不发 reverse back_out get_out refuse recall stop_shipping do_not_ship dont_ship dont_send 拒收 追回 停止发货 别打包 停了 撤了 关掉 退掉还没",
  slip: "accident accidentally mistake mistakenly twice duplicate duplicated double misclick clicked hit_buy 误 拍错 点错 下错 重复 不小心 手滑 误拍 下重 误触 误操作 乱下 乱买 多买 买多 多拍 选错 填错 写错 打错 忘记 忘了 impulse in_error by_mistake drunk wrong_model_ordered misread mixed_up 冲动 没看清 搞混 点了 误点",
  buy: "buy bought buying order_placed ordered ordering purchase purchased paid checkout basket 买 购买 下单 订 拍 订购 付款 刚下 下的单 刚拍 刚付",
  dispose:
    "anymore any_more no_longer not_need unneeded dont_need dont_want regret changed_mind changed_my_mind change_my_mind 不想要 不要 不需要 用不上 用不着 不买 反悔 后悔 改主意 不打算 不等",
  address:
    "address adress addresses postcode zip zipcode street road avenue lane city town state apartment apt flat house home office workplace dorm building destination hotel location place door unit gate floor 地址 收货地址 门牌 楼 栋 幢 单元 房号 房间号 门牌号 小区 街道 路 区 城市 公司 单位 家 学校 宿舍 收货 收件 目的地 酒店 新家 老家 送货地点 地方 号楼 室 邮寄信息 收货信息 elsewhere somewhere_else county country building_number gate_code floors neighbor next_door university school hostel dormitory shipping_details delivery_details delivery_info 别处 别的地方 邮编 楼层 楼号 单位地址 省份 省 县 镇 村 街 巷 弄 大厦 花园 门店地址 工地 奶奶家 妈家 爸妈家 父母家 朋友家 亲戚家 别送到",
  recipient:
    "recipient receiver addressee surname name phone_number mobile_number contact_number addressed_to 收件人 收货人 名字 姓名 电话 电话号码 手机号 手机号码 联系电话 联系方式 digit digits nickname real_name phone cell 号码 手机 姓 昵称 一位数",
  change:
    "change changed edit update_address amend modify correct correction fix redirect reroute forward forwarded switch put_in replace_with instead rather outdated misspelled typo 改 修改 更改 换成 更换 更正 变更 改成 改到 修正 转寄 改派 换到 改一下 改寄 更新成 补充 动一下 mixed alter adjust revise rerouted rerouting misspelt 调整 变动 改改 写成 填成 选成",
  move: "moved move moving relocated relocate 搬家 搬 搬了 搬走",
  giveback:
    "return returned returning returns send_back sent_back sending_back take_back taking_back bring_back going_back go_back ship_back mailed_back give_back hand_back send_it_back sending_it_back ship_this_back take_it_back sending_them_back 退货 退回 寄回 退换 退 退掉 退还 退换货 退了 退吧 寄回去 refuse_delivery rma drop_it_back put_back hand_it_back ship_it_back shipped_back shipped_it_back my_return return_label 拒收退回 退回去 寄回来 寄还",
  money:
    "refund refunds refunded refund_status refnd reimburse reimbursement reimbursed money cash credit repay repaid money_back cent dollars 退款 退钱 钱 款 款子 货款 到账 原路 退还货款 退款进度 repayment compensate payout pay_me paid_back transferred credit_back 退我 打款 回款 还钱 退费 打给我钱 退了多少 部分退",
  swap: "exchange exchanged trade swap 换货 换 调换 换大 换小 换个 换码 different_size bigger_size smaller_size right_size different_colour different_color another_colour 换小一号 换大一号 换颜色 别的颜色 大号 小号",
  fit: "fit fits fitting small smaller large larger big bigger tight loose long short size sizes wide narrow pinch squeeze baggy huge waist shoulders sleeves 小了 大了 尺码 码 码数 紧 松 太长 太短 肥 瘦 挤 挤脚 勒 合身 合适 版型 偏小 偏大 显胖 穿不进 穿不上 太小 太大 不合适 sizing oversized undersized too_small too_big too_large too_tight too_loose too_long too_short fits_me collar waistband 大小 尺寸 宽 窄 显老 显肥 大一号 小一号 买大了 买小了 腰 肩膀 领口 袖子短",
  dislike:
    "dislike hate hates unhappy unsatisfied dissatisfied disappointed disappointing uncomfortable ugly itchy meh awful not_like dont_like doesnt_like doesnt_suit happy_with satisfied worth expected 不喜欢 不满意 满意 喜欢 失望 丑 难看 不好看 好看 舒服 不舒服 扎 待见 不值 一般 不好用 夹得 suit_me look_good see_through itch scratchy rough bland sour taste hurts pinches regret_buying not_for_me my_thing keep_it impressed 显老 透 味道 不好喝 不好吃 不爱 色差 太薄 手感 音质 不想留 看不上",
  defect:
    "broken broke break brokn damage damaged crack cracked cracks smash smashed crush crushed squashed shatter shattered split torn tear rip ripped hole holes stain stained dirty dent dented bent scratched scratches scratch chip chipped leak leaked leaking spilled burst rotten rot mouldy moldy mold mould fuzz expired spoiled sour stale snapped burn burnt burned faulty fault defective defect malfunction malfunctioning dead dud lemon crackle crackles flicker flickers buzzes pieces halves fell_off fell_apart came_off ruined soaked wet used secondhand opened_before fingerprints past_its best_before 坏 坏了 碎 碎了 裂 裂了 破 破了 烂 烂了 压 压坏 压扁 断 断了 划痕 污渍 瑕疵 脏 霉 发霉 长毛 过期 变质 坏掉 开线 开胶 脱线 变形 缺口 毛病 故障 质量问题 洞 破洞 磨损 臭 虫 撒 湿 二手 使用过 用过 旧货 损坏 破损 掉了 崩 滋滋 peel peeling peeled warped shrunk shrank unravel unravelling fray frayed blink blinking bloated smell smells smoke smoking stink ruin melted thawed spoilt bad bruised wilted crumbs bugs insects hair mark marks stains fade faded wobbly loose_thread rusted rust fake counterfeit genuine authentic substandard quality low_quality bust busted wrecked knackered kaput shot gave_out wear_and_tear bits bent_pins dropped wet_through overheating overheats hot 掉皮 刮痕 刮花 焦味 冒烟 胀袋 缩水变形 杂音 异响 歪 凹 凹陷 掉漆 生锈 褪色 胶水印 油渍 泡了 化了 假货 正品 次品 残次 劣质 山寨 仿冒 不新鲜 臭了 馊 烂心 头发 异物 渗漏 磕 磕坏 摔 摔碎 炸 爆 罢工 开裂 炸裂 粉碎 砖头 瘪 挤压",
  inert:
    "not_work not_working doesnt_work stopped_working stop_working wont_turn turn_on power_on charge charging respond responds responding sound silent pair pairing unresponsive no_sound 用不了 不能用 没反应 反应 没声音 没声 不响 失灵 开不了机 开机 充不进 充电 不亮 连不上 死机 黑屏 没法用 按不动 有问题 wont_connect not_connect light_up wont_light cant_use unusable quit_working no_power no_response wont_start not_start freezes frozen_screen blank_screen 不工作 不能开 不灵 不好使 使不了 充不上 打不着 不转 不通电 启动不了 点不亮 没电",
  part: "zip zipper button buttons sole heel sleeve seam stitching strap lid handle cable plug charger adapter screw screws screen key keys spacebar battery bud earbud left_side right_side lampshade manual accessory accessories parts part gift freebie 拉链 扣子 鞋底 鞋跟 袖子 缝线 盖子 把手 螺丝 屏幕 按键 空格键 电池 配件 零件 赠品 插头 充电头 充电线 灯罩 耳塞 底 collar cuff hem pocket zipper_pull casing corner edge backlight keycap trackpad wheel hinge bulb shade base leg spout cap cover packaging wrapping 袖口 领子 口袋 裤裆 鞋面 鞋垫 外壳 边角 键帽 左键 右键 灯泡 底座 盖 瓶盖 壶嘴 包装 外包装 包装盒 屏",
  fewer:
    "missing forgot_to forgotten incomplete left_out only lack lacking half empty out_of_three one_short short_one wasnt_included not_included isnt_in packing_slip count fewer 少 缺 漏发 少发 少了 只有 缺少 空 空的 漏了 漏 没看到 不全 少件 只给 只收到 就两 没放 不在里面 数量 空空如也 漏寄 five_came only_two only_one only_got didnt_include not_in_the_box something_missing one_of the_rest fewer_than 来了 到了 剩下 缺货少发 不够 差一件 差一个 少给 少寄 漏装 没寄 没给 没见",
  mixup:
    "wrong_item wrong_thing wrong_colour wrong_color wrong_product not_what_i_ordered instead_of someone_elses somebody_elses wrong_size_sent ordered_black mine_was 发错 寄错 错发 不是我买 送错 装错 发成 寄成 别人的 我要的是 我买的是 我下的是 another_customers other_customer different_from wrong_model wrong_style wrong_one wrong_flavour not_as_ordered label_says sent_me 型号不对 款式不对 不对板 错货 拿错 发的是 寄的是 别人快递 给我发 货不对",
  open: "opened open opening unboxed unpacked inside unwrapped 打开 拆开 拆 一拆开 里面 里头",
  human:
    "human humans person people agent agents rep reps representative operator manager supervisor boss staff colleague someone somebody anyone anybody employee advisor adviser support customer_service customer_care helpline pulse real_person live_agent 人工 真人 客服 经理 主管 领导 老板 负责人 店长 工作人员 员工 同事 坐席 活人 专员 管事 上级 人工服务 人工客服 值班 有人 找人 客服人员 hotline phone_number decision in_charge help_desk helpdesk call_centre call_center live_chat live_support team_member 热线 投诉电话 做主 拍板 负责的 上级领导 值班员 服务员",
  bot: "bot bots robot robots machine automated ai autoreply auto chatbot buttons_and 机器人 自动回复 机器 智能客服 按钮",
  talk: "talk speak chat call ring dial contact connect transfer reach word_with conversation discuss escalate put_through hand_over hand_me pass_me take_over step_in 转 转接 接 打电话 来电 回电 电话沟通 通话 说话 聊 沟通 联系 找 叫 讲 跟你说 接入 转人工 回我 打给我 voice phone_call over_the_phone call_back call_me ring_me hear_from 语音 视频 来人 叫人 换人 回个电话",
  goods:
    "coat jacket sweater jumper shirt hoodie jeans trousers pants skirt dress shoes boots sneakers loafers scarf hat gloves socks bag belt cardigan headphones headset earphones earbuds keyboard mouse speaker soundbar lamp mug cup nuts walnuts coffee tea milk eggs strawberries fruit snacks clothes item items stuff thing things product goods 大衣 外套 毛衣 衬衫 卫衣 牛仔裤 裤子 裙子 连衣裙 鞋 鞋子 靴子 围巾 帽子 手套 袜子 包包 皮带 开衫 羽绒服 衣服 耳机 键盘 鼠标 音箱 台灯 杯子 坚果 核桃 咖啡 咖啡豆 茶叶 牛奶 燕麦奶 鸡蛋 草莓 水果 零食 东西 商品 宝贝",
  price:
    "price prices cost costs cheap cheaper expensive discount discounts sale coupon coupons voucher promo deal offer points member membership loyalty balance spend bonus cashback giveaway lucky 多少钱 价格 优惠 打折 折扣 优惠券 券 满减 积分 会员 红包 便宜 差价 价保 降价 活动 包邮 礼品卡 返现 中奖 抽奖 福袋 凑单 half_price rebate percent promo_code reward rewards refer 半价 第二件 福利 签到 拉新 邀请 起送价 定金",
  invoice: "invoice invoices receipt vat tax fapiao 发票 抬头 专票 税点 税 开票",
  account:
    "account password login log_in email emails verification code_sent unsubscribe notifications profile privacy sign_in locked 账号 账户 密码 登录 验证码 注销 绑定 解绑 推送 短信 username profile_picture nickname_change google wechat privacy_policy pin frozen_account settings 昵称 头像 隐私 冻结 免密 微信绑定 设置",
  stock:
    "stock restock available availability in_stock sold_out new_release release collection 有货 补货 库存 上新 现货 还有货 有没有 discontinued new_version limited_edition reserve preorder_open put_aside notify_me 停产 下架 联名 预留 到货提醒 登记 新品 缺货",
  advice:
    "material cotton leather wool cashmere wash washing waterproof compatible recommend recommendation difference suitable vegan gluten true_to_fit size_chart dimensions weigh heavy colour_temperature which_one better made_of grip 材质 面料 纯棉 机洗 掉色 防水 续航 推荐 区别 搭配 起球 保质期 产地 适合 能连 含绒 怎么洗 尺码表 哪个好 身高 体重 watts brightness laptop_fit plane one_size pasteurised organic free_range sweet unsalted grind allergies diabetics real_leather genuine_leather scratchy_sweater 功率 亮度 几档 真皮 均码 新茶 无盐 磨成 散养 甜 过敏 血糖 几个颜色 多长 多重 保养 装电池 装下",
  pay: "pay payment paypal amex instalments installments charged billed declined visa credit_card 支付 付不了 花呗 分期 银行卡 扣款 信用卡 扣了 klarna deposit pin_payment bank_card withdraw 卡住 支付密码 提现 余额 银行",
  site: "app website page site crash crashes crashing load loading search blank ads advert stream 网页 页面 闪退 小程序 搜索 打不开 直播 直播间 主播 广告 白屏 whatsapp instagram facebook group follow you_hacked hacked history 微信群 公众号 群 历史订单 订单记录 备注 评论 评价 举报",
  shop: "store opening_hours hours holidays hiring jobs job wholesale reseller bulk collaboration advertise newsletter 实体店 门店 营业 招人 加盟 批发 代理 合作 放假吗 上班 线下 supplier blogger collab internship factory media interview founder city_based recycle donate areas hours_do surcharge 供应商 博主 实习 工厂 采访 创始人 捐赠 回收 配送范围 范围 偏远 海外 营业时间",
  whether:
    "is_it is_the is_this are_the are_these are_they does_it does_the do_the do_you do_they will_it will_the can_it can_the is_there are_there can_i should_i 吗 么 会不会 能不能 是不是 可不可以 行不行 好不好",
  how: "how_do how_can how_to whats what_is what_are what_does which 怎么 如何 怎样 咋 哪种 哪款 什么",
  amount: "how_many how_much how_heavy how_big how_loud how_old 多少 几个 多大 多重 几档 几种 几条",
  greet:
    "hello hi hey hiya morning evening thanks thank bye cheers 你好 您好 在吗 谢谢 再见 拜拜 早上好 晚上好 嗨 哈喽 晚安",
};

type Node = { idea: number | undefined; more: boolean };
const ideaSeed = hashText("\u0003idea");

/** Each beginning of a phrase by its hash: the idea it means when it is whole, and whether a longer one begins so. */
function phrasesOf(ideas: Readonly<Record<string, string>>): Map<number, Node> {
  const nodes = new Map<number, Node>();
  const at = (hash: number): Node => {
    const node = nodes.get(hash) ?? { idea: undefined, more: false };
    nodes.set(hash, node);
    return node;
  };
  for (const [name, phrases] of Object.entries(ideas)) {
    const idea = hashText(name, 0, name.length, ideaSeed);
    for (const phrase of phrases.split(" ")) {
      const hashes = wordsOf(phrase.replaceAll("_", " ")).map(({ hash }) => hash);
      let so = edge;
      hashes.forEach((hash, index) => {
        so = index === 0 ? hash : pairHash(so, hash);
        if (index < hashes.length - 1) at(so).more = true;
        else at(so).idea = idea;
      });
    }
  }
  return nodes;
}

/* The same in typed arrays, since every word of every message is looked up: 0 for a beginning that means nothing yet. */
const nodes = phrasesOf(lexicon);
const beginnings = createVocabulary([...nodes.keys()]);
const ideaOf = Int32Array.from(nodes.values(), ({ idea }) => idea ?? 0);
const goesOn = Uint8Array.from(nodes.values(), ({ more }) => (more ? 1 : 0));

/**
 * Writes the ideas in the order they are spoken of, the longest phrase at each place, and which of them follow each other
 * closely, as feature hashes, from the start of `into`; it takes at most three times as many places as there are words.
 * Returns how many there are.
 */
export function writeIdeas(hashes: Int32Array, count: number, into: Int32Array): number {
  let spoken = 0;
  for (let from = 0; from < count;) {
    let so = hashes[from] ?? 0;
    let node = indexOfHash(beginnings, so);
    let idea = node < 0 ? 0 : (ideaOf[node] ?? 0);
    let length = 1;
    for (let size = 1; node >= 0 && goesOn[node] === 1 && from + size < count; size += 1) {
      so = pairHash(so, hashes[from + size] ?? 0);
      node = indexOfHash(beginnings, so);
      if (node >= 0 && ideaOf[node] !== 0) {
        idea = ideaOf[node] ?? 0;
        length = size + 1;
      }
    }
    if (idea !== 0) {
      into[spoken] = idea;
      spoken += 1;
    }
    from += length;
  }
  let written = spoken;
  for (let first = 0; first < spoken; first += 1) {
    const one = into[first] ?? 0;
    for (let second = first + 1; second < spoken && second < first + 3; second += 1) {
      const other = into[second] ?? 0;
      if (one === other) continue;
      into[written] = pairHash(one, other);
      written += 1;
    }
  }
  return written;
}

/** The same as a list. */
export function ideaFeatures(hashes: readonly number[]): number[] {
  const into = new Int32Array(3 * hashes.length);
  return [...into.subarray(0, writeIdeas(Int32Array.from(hashes), hashes.length, into))];
}
