// What the preview itself says, beside the form's own words.
const WORDS = {
  "zh-CN": {
    yes: "是", no: "否", notApplicable: "不适用", required: "必填", choose: "请选择", clear: "清除",
    photos: (least, most) => (least === most ? `照片 ${most} 张` : `照片 ${least}–${most} 张`),
    takePhoto: "拍照", cameraOnly: "仅限现场拍摄", photoCount: count => `已有 ${count} 张`, removePhoto: "删除一张",
    evidence: "请拍照作为证据", action: "请写明已采取的措施", notify: roles => `将立即通知：${roles}`,
    failed: "不合格", tooLow: limit => `低于下限 ${limit}`, tooHigh: limit => `高于上限 ${limit}`,
    between: (low, high, unit) => `合格范围 ${low ?? "…"} 至 ${high ?? "…"} ${unit}`,
    sop: "标准做法", good: "正确示例", bad: "错误示例", sign: "请签名", signed: "已签名", locate: "获取位置", located: "已定位",
    start: "开始", stop: "停止", scan: "条码或二维码", addRow: "添加一行", removeRow: "删除此行", rootCause: "原因",
    addFilling: name => `添加${name}`, removeFilling: name => `删除${name}`, filling: "一项", up: "上移", down: "下移",
    setOrder: "就按此顺序", nothing: "没有要回答的题目", note: "措施",
    roles: { admin: "管理员", regional_manager: "区域经理", supervisor: "督导", store_manager: "店长", clerk: "店员" },
  },
  en: {
    yes: "Yes", no: "No", notApplicable: "N/A", required: "Required", choose: "Choose", clear: "Clear",
    photos: (least, most) => (least === most ? `${most} photo${most === 1 ? "" : "s"}` : `${least} to ${most} photos`),
    takePhoto: "Take a photo", cameraOnly: "Camera only", photoCount: count => `${count} taken`, removePhoto: "Remove one",
    evidence: "A photo is needed as evidence", action: "Say what was done about it", notify: roles => `Tells at once: ${roles}`,
    failed: "Failed", tooLow: limit => `Below ${limit}`, tooHigh: limit => `Above ${limit}`,
    between: (low, high, unit) => `Right from ${low ?? "…"} to ${high ?? "…"} ${unit}`,
    sop: "How it is done", good: "Like this", bad: "Not like this", sign: "Sign here", signed: "Signed", locate: "Take the location", located: "Located",
    start: "Start", stop: "Stop", scan: "Bar code or QR code", addRow: "Add a row", removeRow: "Remove this row", rootCause: "Cause",
    addFilling: name => `Add ${name}`, removeFilling: name => `Remove ${name}`, filling: "one", up: "Up", down: "Down",
    setOrder: "Keep this order", nothing: "There is nothing to answer", note: "What was done",
    roles: { admin: "Administrator", regional_manager: "Regional manager", supervisor: "Supervisor", store_manager: "Store manager", clerk: "Clerk" },
  },
};

export const wordsOf = locale => WORDS[locale] ?? WORDS.en;
