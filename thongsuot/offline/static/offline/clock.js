// Đồng hồ pháp lý trên máy quầy: due moments counted as `thongsuot/common/clock` counts them (a test compares the two).
// All moments are milliseconds since 1970 (UTC); days and hours are those of Viet Nam, which has no summer time.
//   ngoaiTuyen.dongHo(calendar).due(receivedAt, ["3", "WORKING_DAY"]) → milliseconds; throws CalendarUnknown
(function (app) {
  "use strict";
  const DAY = 86400000;
  const MINUTE = 60000;
  const OFFSET = 7 * 3600000; // Asia/Ho_Chi_Minh
  const HALF_DAY = 0.5;

  class CalendarUnknown extends Error {}

  // A day is numbered from 1970-01-01 (a Thursday); 0 = Monday.
  const dayOf = (at) => Math.floor((at + OFFSET) / DAY);
  const clockOf = (at) => at + OFFSET - dayOf(at) * DAY; // milliseconds after local midnight
  const moment = (day, clock) => day * DAY - OFFSET + clock;
  const weekday = (day) => (((day + 3) % 7) + 7) % 7;
  const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);
  const yearOf = (day) => new Date(day * DAY).getUTCFullYear();

  class Clock {
    constructor(calendar) {
      this.calendar = calendar;
      this.years = new Set(calendar.years);
      this.days = new Map();
    }

    day(number) {
      if (!this.days.has(number)) this.days.set(number, this.make(number));
      const found = this.days.get(number);
      if (!found) throw new CalendarUnknown(String(yearOf(number)));
      return found;
    }

    make(number) {
      const on = iso(number);
      const week = this.calendar.weeks.find((one) => (!one.from || one.from <= on) && (!one.to || on < one.to));
      if (!week || !this.years.has(yearOf(number))) return null;
      const special = this.calendar.special[on];
      let hours = week.sessions[weekday(number)];
      if (special) hours = special[0] === "swapped_work" ? week.sessions.find((one) => one.length) : [];
      const sessions = hours.map(([start, end]) => [start * MINUTE, end * MINUTE]);
      const close = sessions.length ? sessions[sessions.length - 1][1] : 0;
      return {
        number,
        week,
        sessions,
        length: sessions.reduce((sum, [start, end]) => sum + end - start, 0),
        opening: moment(number, sessions.length ? sessions[0][0] : 0),
        close: moment(number, close),
        lastOnTime: moment(number, Math.min(close, week.cutoff * MINUTE)),
      };
    }

    nextWorkingDay(number) {
      let day = this.day(number);
      while (!day.sessions.length) day = this.day((number += 1));
      return day;
    }

    worked(day, clock) {
      return day.sessions.reduce((sum, [start, end]) => (clock > start ? sum + Math.min(clock, end) - start : sum), 0);
    }

    // The first moment of a day at which so much of it has been worked.
    reached(day, amount) {
      for (const [start, end] of day.sessions) {
        if (amount <= end - start) return moment(day.number, start + amount);
        amount -= end - start;
      }
      throw new Error("longer than the day");
    }

    nextWorkingMoment(at) {
      const day = this.day(dayOf(at));
      const clock = clockOf(at);
      for (const [start, end] of day.sessions) {
        if (clock <= end) return clock >= start ? at : moment(day.number, start);
      }
      return this.nextWorkingDay(day.number + 1).opening;
    }

    forward(start, amount) {
      if (amount <= 0) return this.nextWorkingMoment(start);
      let number = dayOf(start);
      let left = amount + this.worked(this.day(number), clockOf(start));
      for (;;) {
        const day = this.day(number);
        if (day.length && left <= day.length) return this.reached(day, left);
        left -= day.length;
        number += 1;
      }
    }

    due(receivedAt, [quantity, unit]) {
      const today = this.day(dayOf(receivedAt));
      const count = Number(quantity);
      if (unit === "WORKING_DAY" && today.week.hour_exact) return this.hours(receivedAt, count * this.standardHours(today.week));
      if (unit === "WORKING_DAY") return this.workingDays(today.number, count);
      if (unit === "HOUR") return this.hours(receivedAt, count);
      if (unit === "SAME_DAY") return this.sameDay(receivedAt, today);
      if (unit === "DAY") return this.endOfPeriod(receivedAt, today.number + count, today);
      if (unit === "MONTH") return this.endOfPeriod(receivedAt, monthsLater(today.number, count), today);
      throw new Error(`unknown unit ${unit}`);
    }

    standardHours(week) {
      const hours = week.sessions.find((one) => one.length);
      return hours.reduce((sum, [start, end]) => sum + end - start, 0) / 60;
    }

    hours(receivedAt, hours) {
      return this.forward(this.nextWorkingMoment(receivedAt), Math.round(hours * 60 * MINUTE * 1e6) / 1e6);
    }

    // The day of reception is never counted; a broken last day ends within it.
    workingDays(number, quantity) {
      const whole = Math.floor(quantity);
      const part = quantity - whole;
      let left = part ? whole + 1 : whole;
      let day = null;
      while (left) {
        day = this.day((number += 1));
        if (day.sessions.length) left -= 1;
      }
      return part ? this.reached(day, this.partOfDay(day, part)) : day.close;
    }

    // A quarter of eight hours is two; half a day is one session and ends with it.
    partOfDay(day, part) {
      const minutes = Math.ceil(Math.round(((part * day.length) / MINUTE) * 1e9) / 1e9);
      const worked = Math.min(minutes * MINUTE, day.length);
      if (part < HALF_DAY || day.sessions.length === 1) return worked;
      return Math.max(worked, endOfSession(day, Math.floor(day.length / 2)));
    }

    sameDay(receivedAt, today) {
      if (today.sessions.length && receivedAt <= today.lastOnTime) return today.close;
      return this.nextWorkingDay(today.number + 1).close;
    }

    endOfPeriod(receivedAt, last, today) {
      for (let number = today.number; number <= last; number += 1) this.day(number);
      if (today.week.hour_exact) return this.nextWorkingMoment(moment(last, clockOf(receivedAt)));
      return this.nextWorkingDay(last).close;
    }
  }

  function endOfSession(day, worked) {
    let total = 0;
    for (const [start, end] of day.sessions) {
      total += end - start;
      if (worked <= total) return total;
    }
    throw new Error("longer than the day");
  }

  // The same day of a later month; the last day of a month that has no such day.
  function monthsLater(number, months) {
    const day = new Date(number * DAY);
    const first = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 1));
    const length = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
    return first.getTime() / DAY + Math.min(day.getUTCDate(), length) - 1;
  }

  app.dongHo = (calendar) => new Clock(calendar);
  app.CalendarUnknown = CalendarUnknown;
  app.localDay = (at) => iso(dayOf(at));
})((globalThis.ngoaiTuyen = globalThis.ngoaiTuyen || {}));
