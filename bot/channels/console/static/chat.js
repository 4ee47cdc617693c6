// The group chat. Every text is shown through interpolation, so nothing a person writes becomes markup.

const ORDER_LINK = /(?:https?:\/\/[^\s/]+)?(\/orders\/[^\s，。；、）)]+)/g;
const PATIENCE_MS = 10000;
const KEPT = 300;

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

function segments(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(ORDER_LINK)) {
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
  methods: {
    pieces,
    // On the card of an order its number goes without saying.
    brief(command) {
      return command.replace(` ${this.card.order_no}`, "");
    },
  },
  template: `
    <section class="rz-card" :class="'rz-' + card.colour" :data-order="card.order_no" :data-state="card.state">
      <header class="rz-card-head">
        <span class="rz-pill">{{ card.level_name }}</span>
        <a class="rz-card-no" :href="href(card.link)">{{ card.order_no }}</a>
        <span class="rz-state">{{ card.state_name }}</span>
      </header>
      <dl class="rz-lines">
        <div v-for="line in card.lines"><dt>{{ line.label }}</dt><dd><span v-for="piece in pieces(line.text)">{{ piece }}</span></dd></div>
      </dl>
      <div class="rz-tips" v-if="card.suggestions.length">
        <h4>{{ labels.suggestions }}</h4>
        <div class="rz-tip" v-for="tip in card.suggestions">
          <span class="rz-tip-text">{{ tip.text }}</span>
          <button v-if="tip.command" type="button" class="rz-chip" :title="tip.command" @click="$emit('run', tip.command)">{{ brief(tip.command) }}</button>
          <span v-else class="rz-manual">{{ labels.manual }}</span>
        </div>
      </div>
      <div class="rz-buttons" v-if="card.buttons.length">
        <button v-for="b in card.buttons" type="button" :key="b.action" :data-action="b.action"
          class="rz-button" :class="{ 'rz-primary': b.primary, 'rz-busy': busy === b.action }"
          :disabled="!!busy" @click="$emit('press', b)">{{ b.label }}</button>
      </div>
      <p class="rz-note" v-if="note" role="status"><b>{{ labels.private }}</b>{{ note }}</p>
      <footer class="rz-card-foot">
        <span>{{ card.footer }}</span>
        <a :href="href(card.link)">{{ labels.details }}&nbsp;›</a>
      </footer>
    </section>`,
};

export default {
  components: { OrderCard },
  props: { labels: Object, members: String, quick: Array, people: Array, me: Object, open: Boolean, first: String },
  emits: ["say", "press", "person"],
  data() {
    return { lines: [], who: this.me, draft: "", waiting: {}, notes: {}, error: "", unread: 0, stuck: true, lit: 0, online: true };
  },
  template: `
    <div class="rz-app">
      <aside class="rz-side">
        <div class="rz-brand"><span class="rz-logo">振</span><b>{{ labels.brand }}</b></div>
        <h3>{{ labels.pending }}<i v-if="pending.length">{{ pending.length }}</i></h3>
        <div class="rz-todo">
          <button v-for="m in pending" type="button" :key="m.id" class="rz-todo-item" :class="'rz-' + m.card.colour" @click="show(m.id)">
            <span class="rz-dot"></span>
            <span class="rz-todo-main"><b>{{ m.card.order_no }}</b><small>{{ m.card.level_name }} · {{ m.card.state_name }}</small></span>
            <time>{{ m.time }}</time>
          </button>
          <p v-if="!pending.length" class="rz-quiet">{{ labels.none_pending }}</p>
        </div>
      </aside>
      <main class="rz-main">
        <header class="rz-head">
          <span class="rz-logo">振</span>
          <div class="rz-head-text"><h1>{{ labels.group }}</h1><p>{{ members }}</p></div>
          <button v-if="pending.length" type="button" class="rz-head-todo" @click="show(pending[0].id)">{{ labels.pending }} {{ pending.length }}</button>
          <label v-if="open" class="rz-who">
            <span>{{ labels.i_am }}</span>
            <select :value="who.id" @change="choose($event.target.value)" :aria-label="labels.i_am">
              <option v-for="p in people" :key="p.id" :value="p.id">{{ p.name }} · {{ p.role }}</option>
            </select>
          </label>
          <div v-else class="rz-who rz-signed"><span>{{ who.name }} · {{ who.role }}</span><a href="/sign-out">{{ labels.sign_out }}</a></div>
        </header>
        <p class="rz-offline" v-if="!online" role="status">{{ labels.offline }}</p>
        <div class="rz-scroll" ref="scroll" @scroll.passive="onScroll">
          <div class="rz-list" role="log" aria-live="polite">
            <p v-if="!lines.length" class="rz-empty">{{ labels.empty }}</p>
            <template v-for="(m, i) in lines" :key="m.id">
              <div class="rz-day" v-if="i === 0 || lines[i - 1].day !== m.day"><span>{{ m.day }}</span></div>
              <article class="rz-msg" :class="{ 'rz-mine': m.mine, 'rz-bot': m.bot, 'rz-lit': lit === m.id, 'rz-next': follows(i) }" :id="'m' + m.id">
                <span class="rz-avatar" :style="m.bot ? null : { background: hue(m.who) }">{{ m.bot ? '振' : m.who.slice(0, 1) }}</span>
                <div class="rz-body">
                  <div class="rz-meta"><b>{{ m.bot ? labels.brand : m.who }}</b><time>{{ m.time }}</time><em v-if="m.private">{{ labels.private }}</em></div>
                  <order-card v-if="m.card" :card="m.card" :labels="labels" :busy="busyOf(m)" :note="notes[m.id] || ''" :href="href"
                    @press="press(m, $event)" @run="run($event)" />
                  <div v-else class="rz-bubble" :class="{ 'rz-private': m.private }"><template v-for="s in segments(m.text)"><a v-if="s.link" :href="href(s.link)">{{ s.text }}</a><template v-else>{{ s.text }}</template></template></div>
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
      </main>
    </div>`,
  computed: {
    pending() {
      return this.lines.filter((m) => m.card && m.card.buttons.some((b) => b.action !== "refresh")).reverse();
    },
  },
  created() {
    this.tries = {};
    this.lines = JSON.parse(this.first);
  },
  mounted() {
    this.toBottom();
    this.watchSocket();
  },
  methods: {
    segments,
    href(path) {
      return this.open ? `${path}?as=${encodeURIComponent(this.who.id)}` : path;
    },
    hue(name) {
      let sum = 0;
      for (const c of name) sum = (sum * 31 + c.codePointAt(0)) % 360;
      return `hsl(${sum} 45% 42%)`;
    },
    follows(i) {
      const [before, m] = [this.lines[i - 1], this.lines[i]];
      return !!before && before.day === m.day && before.who === m.who && before.time === m.time && !before.card && !m.card && before.private === m.private;
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
      if (this.lines.length > KEPT) this.lines.splice(0, this.lines.length - KEPT);
      if (this.stuck) this.toBottom();
      else this.unread += more;
    },
    become(me, lines) {
      Object.assign(this, { who: me, lines, notes: {}, waiting: {}, error: "" });
      const url = new URL(location.href);
      url.searchParams.set("as", me.id);
      history.replaceState(null, "", url);
      this.toBottom();
    },
    choose(id) {
      this.$emit("person", id);
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
      const what = this.waiting[id];
      if (!what) return;
      clearTimeout(what.timer);
      delete this.waiting[id];
      if (what.token && !slow) delete this.tries[what.token];
      if (what.message && text) {
        this.notes[what.message] = text;
        if (this.stuck) this.toBottom();
      } else if (text) this.error = text;
      if (!ok && what.text && !this.draft) this.draft = what.text;
    },
    onScroll() {
      const box = this.$refs.scroll;
      this.stuck = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
      if (this.stuck) this.unread = 0;
    },
    toBottom(smooth) {
      this.unread = 0;
      this.stuck = true;
      this.$nextTick(() => {
        const box = this.$refs.scroll;
        box?.scrollTo({ top: box.scrollHeight, behavior: smooth ? "smooth" : "instant" });
      });
    },
    show(id) {
      this.stuck = false;
      document.getElementById(`m${id}`)?.scrollIntoView({ block: "center", behavior: "smooth" });
      this.lit = id;
      setTimeout(() => (this.lit = 0), 1600);
    },
    watchSocket() {
      if (!window.socket) return setTimeout(() => this.watchSocket(), 50);
      window.socket.on("connect", () => (this.online = true));
      window.socket.on("disconnect", () => setTimeout(() => (this.online = window.socket.connected), 1500));
    },
  },
};
