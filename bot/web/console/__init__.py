"""The web console (관리자 서비스): server-rendered pages that work without scripts."""
