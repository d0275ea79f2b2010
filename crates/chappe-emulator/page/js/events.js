// The stream of events, which reconnects when it breaks.

const SHORTEST = 250;
const LONGEST = 5000;

/**
 * Receives events until the page is closed. `onopen` runs at each connection, before its
 * events; `onlost` runs when the connection is lost.
 */
export function listen({ onopen, onevent, onlost }) {
  let wait = SHORTEST;
  const connect = () => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/emu/v1/events`);
    socket.onopen = () => {
      wait = SHORTEST;
      onopen();
    };
    socket.onmessage = (frame) => onevent(JSON.parse(frame.data));
    socket.onclose = () => {
      onlost();
      setTimeout(connect, wait);
      wait = Math.min(wait * 2, LONGEST);
    };
  };
  connect();
}
