// The group chat. Every text is shown through interpolation, so nothing a person writes becomes markup.

// Pages of ours: of an order, of a clause, of evidence, and those on which a customer answers.
const LINK = /(?:https?:\/\/[^\s/]+)?(\/orders\/[^\s，。；、）)]+|\/terms\/\d+#[\w-]+|\/refunds\/[\w-]+|\/(?:c|refund)\/[\w.-]{20,})/g;
// What everybody may open who has the address: nobody is named in it.
const OPEN = /^\/(?:c|refund|terms|payments)\//;
const PATIENCE_MS = 10000;
const KEPT = 300;
const NEAR_TOP = 120;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

function segments(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    parts.push({ text: text.slice(from, found.index) });
    parts.push({ text: decode(found[1]), link: found[1] });
    from = found.index + found[0].length;
  }
  parts.push({ text: text.slice(from) });
  return parts.filter((part) => part.text);
}

// Items of a list stay whole when a line is too short for all of them.
function pieces(text) {
  return text.split(/(?<=；)|(?<=; )/);
}

// As an image nothing in it is ever run or loaded.
function drawn(image) {
  return `data:image/svg+xml,${encodeURIComponent(image.svg)}`;
}

function decode(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const OrderCard = {
  props: { card: Object, labels: Object, busy: String, note: String, href: Function },
  emits: ["press", "run"],
  computed: {
    // A closed card is two lines, the second of which is its sentence and unfolds.
    closedFold() {
      return this.card.closed && this.card.headline && this.card.more?.length;
    },
  },
  methods: {
    pieces,
    unfolded({ target }) {
      if (target.open) target.scrollIntoView({ block: "nearest" });
    },
    // On the card of an order its number goes without saying.
    brief(command) {
      return command.replace(` ${this.card.order_no}`, "");
    },
  },
  template: `
    <section class="rz-card" :class="'rz-' + card.colour" :data-order="card.order_no" :data-state="card.state">
      <header class="rz-card-head">
        <span class="rz-pill">{{ card.level_name }}</span>
        <a v-if="card.order_no" class="rz-card-no" :href="href(card.link)">{{ card.order_no }}</a>
        <span class="rz-state">{{ card.state_name }}</span>
        <a v-if="card.closed && card.page && card.order_no" class="rz-card-page" :href="href(card.page)">{{ labels.evidence }}&nbsp;›</a>
      </header>
      <p class="rz-headline" v-if="card.headline && !closedFold">{{ card.headline }}</p>
      <dl class="rz-lines" v-if="card.lines.length">
        <div v-for="line in card.lines"><dt>{{ line.label }}</dt><dd>{{ line.text }}</dd></div>
      </dl>
      <div class="rz-tips" v-if="card.suggestions.length">
        <div class="rz-tip" v-for="tip in card.suggestions">
          <span class="rz-tip-text">{{ tip.text }}</span>
          <button v-if="tip.command" type="button" class="rz-chip" :title="tip.command" @click="$emit('run', tip.command)">{{ brief(tip.command) }}</button>
          <span v-else-if="!tip.others && !tip.pressed" class="rz-manual">{{ labels.manual }}</span>
        </div>
      </div>
      <div class="rz-buttons" v-if="card.buttons.length">
        <button v-for="b in card.buttons" type="button" :key="b.action" :data-action="b.action"
          class="rz-button" :class="{ 'rz-primary': b.primary, 'rz-busy': busy === b.action }"
          :disabled="!!busy" @click="$emit('press', b)">{{ b.label }}</button>
      </div>
      <p class="rz-note" v-if="note" role="status"><b>{{ labels.private }}</b>{{ note }}</p>
      <details class="rz-more" v-if="card.more?.length" @toggle="unfolded">
        <summary>{{ closedFold ? card.headline : labels.more }}</summary>
        <dl class="rz-lines">
          <div v-for="line in card.more"><dt>{{ line.label }}</dt><dd><span v-for="piece in pieces(line.text)">{{ piece }}</span></dd></div>
        </dl>
      </details>
      <footer class="rz-card-foot" v-if="!card.closed">
        <span>{{ card.footer }}</span>
        <a v-if="card.order_no" :href="href(card.link)">{{ labels.details }}&nbsp;›</a>
        <a v-if="card.page" :href="href(card.page)">{{ card.order_no ? labels.evidence : labels.sheet_whole }}&nbsp;›</a>
      </footer>
    </section>`,
};

const TodoList = {
  props: { todo: Object, labels: Object, opened: String },
  emits: ["open"],
  computed: {
    more() {
      const left = this.todo.total - this.todo.items.length;
      return left > 0 ? this.labels.pending_more.replace("{n}", left) : "";
    },
  },
  template: `
    <div class="rz-todo">
      <button v-for="one in todo.items" type="button" :key="one.id" class="rz-todo-item" :class="'rz-' + one.level"
        :data-alert="one.order_no" :aria-expanded="one.id === opened" @click="$emit('open', one.id)">
        <span class="rz-dot"></span>
        <span class="rz-todo-main">
          <b>{{ one.order_no }}</b>
          <small>{{ one.level_name }} · {{ one.state_name }}</small>
          <small v-if="one.rules">{{ one.rules }}</small>
          <small v-if="one.shop">{{ one.shop }}</small>
        </span>
        <span class="rz-todo-facts"><b v-if="one.score">{{ one.score }}</b><small v-if="one.deadline" :class="{ 'rz-late': one.late }">{{ one.deadline }}</small></span>
      </button>
      <p v-if="!todo.total" class="rz-quiet">{{ labels.none_pending }}</p>
      <p v-if="more" class="rz-quiet">{{ more }}</p>
    </div>`,
};

export default {
  components: { OrderCard, TodoList },
  props: { labels: Object, open: Boolean, first: String },
  emits: ["say", "press", "room", "older", "kept", "seen", "alert"],
  data() {
    return {
      ...JSON.parse(this.first),
      draft: "", waiting: {}, notes: {}, error: "", unread: 0, stuck: true, online: true, loading: false,
      side: false, opened: "", card: null, note: "", seen: 0,
      asks: "Notification" in window && Notification.permission === "default",
    };
  },
  template: `
    <div class="rz-app" @keydown.esc="escape">
      <section class="rz-side" :class="{ 'rz-open': side }" :aria-label="labels.pending">
        <button type="button" class="rz-close rz-side-close" :aria-label="labels.close" @click="side = false">✕</button>
        <nav class="rz-rooms" :aria-label="labels.rooms">
          <button v-for="one in rooms" type="button" :key="one.id" class="rz-room" :data-room="one.id" :aria-current="one.id === room ? 'page' : null" @click="enter(one.id)">
            <span>{{ one.name }}</span><i v-if="one.unread">{{ one.unread > 99 ? "99+" : one.unread }}</i>
          </button>
        </nav>
        <h2>{{ labels.pending }}<i v-if="todo.total">{{ todo.total }}</i></h2>
        <todo-list :todo="todo" :labels="labels" :opened="opened" @open="openAlert" />
        <button v-if="asks" type="button" class="rz-chip rz-ask" @click="ask">{{ labels.notify }}</button>
      </section>
      <div class="rz-main">
        <header class="rz-head">
          <div class="rz-head-text"><h1>{{ roomName }}</h1><p>{{ members }}</p></div>
          <button type="button" class="rz-head-todo" :class="{ 'rz-calm': !todo.total }" :aria-expanded="side" @click="side = !side">{{ labels.pending }} {{ todo.total }}<i v-if="elsewhere" class="rz-dot"></i></button>
        </header>
        <p class="rz-offline" v-if="!online" role="status">{{ labels.offline }}</p>
        <section v-if="card" class="rz-sheet" role="dialog" :aria-label="card.title">
          <button type="button" class="rz-close" ref="close" :aria-label="labels.close" @click="closeAlert">✕</button>
          <order-card :card="card" :labels="labels" :busy="sheetBusy" :note="note" :href="href" @press="act($event.command, $event.action)" @run="act($event, 'run')" />
        </section>
        <div class="rz-scroll" ref="scroll" tabindex="0" :aria-label="roomName" role="region" @scroll.passive="onScroll">
          <div class="rz-list" role="log" aria-live="polite">
            <p v-if="!lines.length && !older" class="rz-empty">{{ labels.empty }}</p>
            <p v-else class="rz-begin"><button v-if="older" type="button" class="rz-chip" :disabled="loading" @click="loadOlder">{{ labels.older }}</button><template v-else>{{ labels.oldest }}</template></p>
            <template v-for="(m, i) in lines" :key="m.id">
              <div class="rz-day" v-if="i === 0 || lines[i - 1].day !== m.day"><span>{{ m.day }}</span></div>
              <article class="rz-msg" :class="{ 'rz-mine': m.mine, 'rz-bot': m.bot, 'rz-next': follows(i) }" :id="'m' + m.id">
                <span class="rz-avatar" :style="m.bot ? null : { background: hue(m.who) }">{{ m.bot ? '振' : m.who.slice(0, 1) }}</span>
                <div class="rz-body">
                  <div class="rz-meta"><b>{{ m.bot ? labels.brand : m.who }}</b><time>{{ m.time }}</time><em v-if="m.private">{{ labels.private }}</em></div>
                  <order-card v-if="m.card" :card="m.card" :labels="labels" :busy="busyOf(m)" :note="notes[m.id] || ''" :href="href"
                    @press="press(m, $event)" @run="run($event)" />
                  <div v-else class="rz-bubble" :class="{ 'rz-private': m.private }"><template v-for="s in segments(m.text)"><a v-if="s.link" :href="href(s.link)">{{ s.text }}</a><template v-else>{{ s.text }}</template></template></div>
                  <img v-if="m.image" class="rz-image" :src="drawn(m.image)" :alt="m.image.title" :width="m.image.width" :height="m.image.height">
                </div>
              </article>
            </template>
          </div>
        </div>
        <button v-if="unread" type="button" class="rz-newer" @click="toBottom(true)">↓ {{ labels.newer }} {{ unread }}</button>
        <div class="rz-foot">
          <div class="rz-quick">
            <button v-for="q in quick" type="button" class="rz-chip" :key="q.text" @click="q.fill ? fill(q.text) : run(q.text)">{{ q.text }}<template v-if="q.fill">&nbsp;…</template></button>
          </div>
          <p class="rz-error" v-if="error" role="alert">{{ error }}</p>
          <form class="rz-input" @submit.prevent="send">
            <textarea ref="input" v-model="draft" rows="1" maxlength="2000" enterkeyhint="send" autocomplete="off"
              :placeholder="labels.placeholder" :aria-label="labels.placeholder" @keydown.enter="onEnter" @input="grow"></textarea>
            <button type="submit" class="rz-send" :disabled="!draft.trim()">{{ labels.send }}</button>
          </form>
        </div>
      </div>
    </div>`,
  computed: {
    roomName() {
      return this.rooms.find((one) => one.id === this.room)?.name ?? this.room;
    },
    elsewhere() {
      return this.rooms.some((one) => one.id !== this.room && one.unread);
    },
    sheetBusy() {
      return Object.values(this.waiting).find((w) => w.sheet)?.action ?? "";
    },
    // The tab says how much waits, also from the background.
    title() {
      return `${this.todo.total ? `(${this.todo.total}) ` : ""}${this.labels.brand} · ${this.roomName}`;
    },
  },
  watch: {
    title: {
      immediate: true,
      handler(text) {
        document.title = text;
      },
    },
  },
  created() {
    this.tries = {};
    this.missed = {};
  },
  mounted() {
    this.toBottom();
    this.watchSocket();
    document.addEventListener("visibilitychange", this.sees);
    this.sees();
  },
  unmounted() {
    document.removeEventListener("visibilitychange", this.sees);
  },
  methods: {
    segments,
    drawn,
    href(path) {
      return this.open && !OPEN.test(path) ? `${path}${path.includes("?") ? "&" : "?"}as=${encodeURIComponent(this.me.id)}` : path;
    },
    hue(name) {
      let sum = 0;
      for (const c of name) sum = (sum * 31 + c.codePointAt(0)) % 360;
      return `hsl(${sum} 45% 32%)`;
    },
    follows(i) {
      const [before, m] = [this.lines[i - 1], this.lines[i]];
      return !!before && before.day === m.day && before.who === m.who && before.time === m.time && !before.card && !m.card && before.private === m.private;
    },
    // What the server tells: only what has changed.
    update(news) {
      this.announce(news);
      if (news.todo) this.todo = news.todo;
      if (news.rooms) this.rooms = news.rooms;
      if ("card" in news) this.showCard(news.card);
      if (news.lines) this.merge(news.lines);
      this.sees();
    },
    merge(news) {
      const at = new Map(this.lines.map((m, i) => [m.id, i]));
      let more = 0;
      for (const m of news) {
        if (at.has(m.id)) {
          this.lines[at.get(m.id)] = m;
          delete this.notes[m.id];
        } else {
          this.lines.push(m);
          more += 1;
          if (m.mine) this.stuck = true;
        }
      }
      if (more) this.lines.sort((a, b) => a.id - b.id);
      if (this.stuck) this.letGo();
      if (this.stuck) this.toBottom();
      else this.unread += more;
    },
    // Far from the top the page keeps the newest; the rest is read again when somebody scrolls up.
    letGo() {
      if (this.lines.length <= KEPT) return;
      this.lines.splice(0, this.lines.length - KEPT);
      this.older = this.lines[0].id;
      this.$emit("kept", this.older);
    },
    loadOlder() {
      if (!this.older || this.loading) return;
      this.loading = true;
      setTimeout(() => (this.loading = false), PATIENCE_MS);
      this.$emit("older", this.older);
    },
    prepend({ lines, older }) {
      const box = this.$refs.scroll;
      const below = box.scrollHeight - box.scrollTop;
      const known = new Set(this.lines.map((m) => m.id));
      this.lines = [...lines.filter((m) => !known.has(m.id)), ...this.lines];
      Object.assign(this, { older, loading: false, stuck: false });
      this.$nextTick(() => (box.scrollTop = box.scrollHeight - below));
    },
    become(state) {
      Object.assign(this, state, { notes: {}, waiting: {}, error: "", side: false, opened: "", card: null, seen: 0, loading: false });
      const url = new URL(location.href);
      if (this.open) url.searchParams.set("as", this.me.id);
      url.searchParams.set("room", this.room);
      history.replaceState(null, "", url);
      this.toBottom();
      this.sees();
    },
    enter(room) {
      this.side = false;
      if (room !== this.room) this.$emit("room", room);
    },
    // A room counts as read when its end is on a screen that somebody looks at.
    sees() {
      const last = this.lines.at(-1)?.id ?? 0;
      if (document.hidden || !this.stuck || last <= this.seen) return;
      this.seen = last;
      this.$emit("seen", last);
    },
    ask() {
      Notification.requestPermission().then(() => (this.asks = false));
    },
    // Somebody who looks elsewhere hears of a new red and of what is said to them alone.
    announce({ todo, rooms }) {
      if (!document.hidden || !("Notification" in window) || Notification.permission !== "granted") return;
      const before = new Map(this.todo.items.map((one) => [one.id, one.level]));
      for (const one of todo?.items ?? []) {
        if (one.level !== "red" || before.get(one.id) === "red") continue;
        const text = this.labels.notify_red.replace("{order_no}", one.order_no).replace("{score}", one.score || one.rules);
        this.notify(text, one.id, () => this.openAlert(one.id));
      }
      for (const one of rooms ?? []) {
        const unread = this.rooms.find((room) => room.id === one.id)?.unread ?? 0;
        if (one.own && one.unread > unread) this.notify(this.labels.notify_you, one.id, () => this.enter(one.id));
      }
    },
    notify(text, tag, act) {
      try {
        const shown = new Notification(text, { tag });
        shown.onclick = () => {
          window.focus();
          shown.close();
          act();
        };
      } catch {
        // Phones allow it to installed applications only; the title says the number all the same.
      }
    },
    openAlert(id) {
      Object.assign(this, { opened: id, note: "", side: false });
      this.$emit("alert", id);
    },
    closeAlert() {
      Object.assign(this, { opened: "", card: null, note: "" });
      this.$emit("alert", "");
    },
    showCard(card) {
      const fresh = !this.card;
      this.card = this.opened ? card : null;
      if (this.card && fresh) this.$nextTick(() => this.$refs.close?.focus());
    },
    escape() {
      if (this.opened) this.closeAlert();
      else this.side = false;
    },
    // On the list a button is a command that is said in one's own room.
    act(text, action) {
      if (this.sheetBusy) return;
      this.note = "";
      const id = newId();
      this.wait(id, { sheet: true, action });
      this.$emit("say", { id, text, own: true });
    },
    run(text) {
      const id = newId();
      this.wait(id, { text });
      this.$emit("say", { id, text });
      this.stuck = true;
    },
    send() {
      const text = this.draft.trim();
      if (!text) return;
      this.draft = "";
      this.$nextTick(this.grow);
      this.run(text);
    },
    fill(word) {
      this.draft = `${word} `;
      this.$nextTick(() => this.$refs.input.focus());
    },
    onEnter(event) {
      if (event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      this.send();
    },
    grow() {
      const box = this.$refs.input;
      box.style.height = "auto";
      box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
    },
    press(message, button) {
      if (this.busyOf(message)) return;
      // The same tap keeps its id until it is answered, so that a second try is not a second press.
      const id = (this.tries[button.token] ??= newId());
      delete this.notes[message.id];
      this.wait(id, { message: message.id, action: button.action, token: button.token });
      this.$emit("press", { id, token: button.token });
    },
    busyOf(message) {
      return Object.values(this.waiting).find((w) => w.message === message.id)?.action ?? "";
    },
    wait(id, what) {
      this.error = "";
      this.waiting[id] = { ...what, timer: setTimeout(() => this.answer({ id, ok: false, text: this.labels.slow, slow: true }), PATIENCE_MS) };
    },
    answer({ id, ok, text, slow }) {
      const missed = this.missed[id];
      const what = this.waiting[id] ?? missed;
      if (!what) return;
      clearTimeout(what.timer);
      delete this.waiting[id];
      delete this.missed[id];
      if (slow) this.missed[id] = what;
      else if (what.token) delete this.tries[what.token];
      // What was said of its missing goes when an answer comes late, and so does what was to be said again.
      if (what.sheet) this.note = text;
      else if (what.message && (text || missed)) {
        this.notes[what.message] = text;
        if (this.stuck) this.toBottom();
      } else if (text || missed) this.error = text;
      if (!ok && what.text && !this.draft) this.draft = what.text;
      if (ok && missed && this.draft === what.text) this.draft = "";
    },
    onScroll() {
      const box = this.$refs.scroll;
      this.stuck = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
      if (this.stuck) {
        this.unread = 0;
        this.sees();
      }
      if (box.scrollTop < NEAR_TOP && box.scrollHeight > box.clientHeight) this.loadOlder();
    },
    toBottom(smooth) {
      this.unread = 0;
      this.stuck = true;
      this.$nextTick(() => {
        const box = this.$refs.scroll;
        box?.scrollTo({ top: box.scrollHeight, behavior: smooth ? "smooth" : "instant" });
      });
    },
    watchSocket() {
      if (!window.socket) return setTimeout(() => this.watchSocket(), 50);
      window.socket.on("connect", () => (this.online = true));
      window.socket.on("disconnect", () => setTimeout(() => (this.online = window.socket.connected), 1500));
    },
  },
};
